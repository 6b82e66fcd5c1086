import type { Entry, Me, Message, Timeline } from "@roomcast/client";
import type { Texts } from "../text/en.ts";
import { dayOf } from "../text/format.ts";
import { replyCount } from "../threads/replies.ts";
import { createdAt, inGroup } from "./groups.ts";
import type { MemberEvents, TimelineEvent } from "./memberEvents.ts";
import type { MessageActions } from "./messageActions.ts";

/** Properties of a row. A row reads no state by itself: in a burst of messages, rows are most of the work. */
export interface RowProps {
  t: Texts;
  me: Me | null;
  entry: Entry;
  /** Whether it stands in one group with the row above. */
  grouped: boolean;
  newDay: boolean;
  /** Whether it is the first unread message. */
  unread: boolean;
  /** What stands above the room's first message; null for others. */
  beginning: string | null;
  eventsBefore: readonly TimelineEvent[] | undefined;
  eventsAfter: readonly TimelineEvent[] | undefined;
  /** Whether the message is highlighted. */
  flash: boolean;
  /** Whether a line stands in for the message, because its sender is blocked. */
  hidden: boolean;
  /** The number of replies in the thread that begins with the message. */
  replies: number;
  actions: MessageActions;
}

/** Properties that all rows of a list share. */
interface ListProps extends Pick<RowProps, "t" | "me" | "actions"> {
  entries: readonly Entry[];
  timeline: Pick<Timeline, "hasOlder" | "firstUnreadId">;
  /** What stands above the room's first message. */
  beginning: string;
  events: ReturnType<MemberEvents["get"]>;
  /** The id of the message that is highlighted. */
  flash: number | null;
  /** Whether a message is hidden. */
  hides(message: Message): boolean;
}

/** The properties of the row that shows `entry`, which is `entries[index]`. */
export function rowProps(props: ListProps, entry: Entry, index: number): RowProps {
  const { t, me, actions, entries, timeline, beginning, events, flash, hides } = props;
  const before = entries[index - 1];
  const isFirst = index === 0 && !timeline.hasOlder;
  const message = entry.kind === "sent" ? entry.message : null;
  return {
    t,
    me,
    entry,
    grouped: inGroup(before, entry) && !(before?.kind === "sent" && hides(before.message)),
    newDay: !before || dayOf(createdAt(before)) !== dayOf(createdAt(entry)),
    unread: message !== null && message.id === timeline.firstUnreadId,
    beginning: isFirst ? beginning : null,
    eventsBefore: isFirst ? events.get(0) : undefined,
    eventsAfter: message ? events.get(message.seq) : undefined,
    flash: message !== null && message.id === flash,
    hidden: message !== null && hides(message),
    replies: message ? replyCount(entries, message) : 0,
    actions,
  };
}

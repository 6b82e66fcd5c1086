import type { Entry, Message, Room } from "@roomcast/client";
import type { MenuItem } from "../ui/Menu.tsx";

/** Actions on messages; the same object as long as the room is the same. */
export interface MessageActions {
  reply(message: Message): void;
  edit(message: Message): void;
  remove(message: Message): Promise<void>;
  /** Asks for a reason and reports the message. */
  report(message: Message): void;
  /** The first message of the thread that is shown; absent in the room. */
  root?: number;
  /** Shows the thread of a message; absent where it is shown. */
  openThread?(message: Message): void;
  openMenu(entry: Entry, anchor: DOMRect): void;
  goTo(id: number): void;
  message(id: number): Promise<Message>;
  /** Sets the reader's reaction, or takes it back. */
  react(message: Message, emoji: string, on: boolean): void;
  /** Lets the reader choose an emoji. */
  openReactions(message: Message, anchor: DOMRect): void;
  /** Opens the direct room with a message's sender. */
  writeTo(message: Message): void;
  /** Marks a message and those after it as unread. */
  markUnread(message: Message): void;
  retry(key: string): void;
  discard(key: string): void;
  mayEdit(message: Message): boolean;
  mayRemove(message: Message): boolean;
  mayReact(message: Message): boolean;
  /** What the reader may do with the message's pin. */
  pinItems(message: Message): MenuItem[];
  mayReport(message: Message): boolean;
  mayWriteTo(message: Message): boolean;
  readonly own: Room["own"];
  readonly info: Room["info"];
}

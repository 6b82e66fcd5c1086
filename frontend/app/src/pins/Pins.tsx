import type { RoomDetail } from "@roomcast/client";
import type { Pin } from "@roomcast/client/pins";
import { useOwn } from "@roomcast/react";
import { useRef } from "react";
import { useLocation } from "wouter";
import { Panel } from "../people/Panel.tsx";
import people from "../people/people.module.css";
import { isNarrow } from "../state/ids.ts";
import { complain } from "../state/toasts.ts";
import { dateOf, excerpt, nameInText, nameOf, when } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Empty } from "../ui/Empty.tsx";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import { mayPin } from "./pinItem.ts";
import styles from "./pins.module.css";
import { usePins, usePinsState } from "./usePins.ts";

interface PinsProps {
  info: RoomDetail;
  /** Called with the id of the message that the user picks, also if the page is already at that message. */
  onPick(message: number): void;
  onClose(): void;
}

/** Lists a room's pinned messages, the newest pin first. */
export default function Pins({ info, onPick, onClose }: PinsProps) {
  const t = useTexts();
  const more = useMoreTexts().pins;
  const pins = usePins(info.id);
  const { pins: all, messageIds, loaded } = usePinsState(pins);
  const isAllowed = mayPin(useOwn(info.id), info);
  const place = useRef<HTMLDivElement>(null);
  const [, navigate] = useLocation();
  const goTo = (id: number) => {
    navigate(`/r/${info.id}/m/${id}`);
    onPick(id);
    // On a narrow page the panel would cover the message.
    if (isNarrow()) onClose();
  };
  const unpin = (id: number) =>
    void pins?.pin(id, false).then(
      // The button that had the focus is gone.
      () => place.current?.focus(),
      complain,
    );
  return (
    <Panel title={t.pinnedMessages(messageIds.length)} onClose={onClose}>
      <div ref={place} className={styles.place} tabIndex={-1}>
        <ul className={people.results}>
          {all.map((pin) => (
            <PinRow key={pin.message.id} pin={pin} onPick={goTo} onUnpin={isAllowed ? unpin : null} />
          ))}
        </ul>
        {loaded && messageIds.length === 0 && (
          <Empty icon="pin" title={more.noPins} body={isAllowed ? more.noPinsPin : more.noPinsBody} />
        )}
      </div>
    </Panel>
  );
}

interface PinRowProps {
  pin: Pin;
  onPick(id: number): void;
  /** Takes the pin back; null where the user may not. */
  onUnpin: ((id: number) => void) | null;
}

function PinRow({ pin: { message, pinned_by, pinned_at }, onPick, onUnpin }: PinRowProps) {
  const t = useTexts();
  const more = useMoreTexts().pins;
  const { id, sender, created_at } = message;
  return (
    <li className={styles.pin}>
      <button type="button" onClick={() => onPick(id)}>
        <b dir="auto">{nameOf(sender)}</b>
        <time dateTime={created_at}>{when(t, dateOf(created_at))}</time>
        <span dir="auto">{excerpt(t, message)}</span>
        <small>{more.pinnedBy(nameInText(pinned_by), when(t, dateOf(pinned_at)))}</small>
      </button>
      {onUnpin && (
        <button
          type="button"
          className={ui.iconButton}
          aria-label={more.unpinMessage(nameInText(sender))}
          onClick={() => onUnpin(id)}
        >
          <Icon name="close" size={18} />
        </button>
      )}
    </li>
  );
}

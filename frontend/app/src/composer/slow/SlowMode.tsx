import type { Room } from "@roomcast/client";
import { useMe, useOwn } from "@roomcast/react";
import { useEffect, useState } from "react";
import { useTexts } from "../../text/index.ts";
import { useMoreTexts } from "../../text/more.ts";
import { asClock, inWords } from "../../text/moreDurations.ts";
import { useSecondsUntil } from "../../ui/useSecondsUntil.ts";
import styles from "../composer.module.css";
import { createHold, type Hold } from "./createHold.ts";

const FREE: Hold = { until: 0, isSending: false };

interface SlowModeProps {
  room: Room;
  /** The seconds between two messages of a member. */
  seconds: number;
  /** Called with whether the user has to wait. */
  onHeld(isHeld: boolean): void;
}

/** Says that a room is in slow mode, and how long the user has to wait. Admins do not wait. */
export default function SlowMode({ room, seconds, onHeld }: SlowModeProps) {
  const t = useTexts();
  const m = useMoreTexts().slow;
  const me = useMe()?.id;
  const isAdmin = useOwn(room.id)?.role === "admin";
  const [hold, setHold] = useState(FREE);
  useEffect(() => {
    setHold(FREE);
    if (me !== undefined && !isAdmin) return createHold(room, seconds, me, setHold);
  }, [room, seconds, me, isAdmin]);
  const left = useSecondsUntil(hold.until);
  const isHeld = left > 0 || hold.isSending;
  useEffect(() => {
    onHeld(isHeld);
    return () => onHeld(false);
  }, [isHeld, onHeld]);
  const every = inWords(t, seconds);
  return (
    <p className={styles.slow} role="timer" data-held={left > 0 || undefined}>
      {left > 0 ? m.wait(asClock(left)) : isAdmin ? m.onForMembers(every) : m.on(every)}
    </p>
  );
}

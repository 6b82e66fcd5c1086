import type { LinkState } from "@roomcast/client";
import { useChat, useLink, useReadable } from "@roomcast/react";
import { useEffect, useState } from "react";
import { useTexts } from "../text/index.ts";
import styles from "./shell.module.css";

/** A short loss of the connection is nobody's business. */
const SILENT_MS = 2_000;
const GOOD_NEWS_MS = 2_500;

const isBad = ({ at }: LinkState) => at === "waiting" || at === "offline" || at === "connecting";

/** How the connection is, once it has been away for a while. */
export function Banner({ room }: { room: number | null }) {
  const link = useLink();
  const bad = isBad(link);
  const [shown, setShown] = useState<"nothing" | "bad" | "good">("nothing");
  useEffect(() => {
    const timer = bad
      ? setTimeout(() => setShown("bad"), SILENT_MS)
      : setTimeout(() => setShown("nothing"), GOOD_NEWS_MS);
    if (!bad) setShown((before) => (before === "bad" && link.at === "live" ? "good" : before));
    return () => clearTimeout(timer);
  }, [bad, link.at]);
  const t = useTexts();
  if (shown === "nothing" || link.at === "ended") return <div role="status" />;
  return (
    <div role="status">
      {shown === "bad" && bad ? (
        <BadNews link={link} room={room} />
      ) : (
        <div className={styles.banner} data-good>
          {t.backAgain}
        </div>
      )}
    </div>
  );
}

function BadNews({ link, room }: { link: LinkState; room: number | null }) {
  const t = useTexts();
  const chat = useChat();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  if (link.at === "offline") {
    return <div className={styles.banner}>{room ? <Offline room={room} /> : t.offline(0)}</div>;
  }
  const seconds = link.at === "waiting" ? Math.max(0, Math.ceil((link.retryAt - now) / 1_000)) : 0;
  return (
    <div className={styles.banner}>
      {/* The countdown is for the eyes; it would be read aloud every second. */}
      <span aria-hidden={seconds > 0 || undefined}>{seconds > 0 ? t.waiting(seconds) : t.connecting}</span>
      {seconds > 0 && (
        <button type="button" onClick={chat.reconnect}>
          {t.now}
        </button>
      )}
    </div>
  );
}

function Offline({ room }: { room: number }) {
  const t = useTexts();
  const { entries } = useReadable(useChat().room(room).timeline);
  return <span>{t.offline(entries.filter((entry) => entry.kind === "local").length)}</span>;
}

import type { LinkState } from "@roomcast/client";
import { useChat, useLink, useReadable } from "@roomcast/react";
import { useEffect, useState } from "react";
import { useTexts } from "../text/index.ts";
import styles from "./shell.module.css";

/** Time that a lost connection is not mentioned: most are back sooner. */
const SILENT_MS = 2_000;
/** Time that the return of the connection is shown. */
const GOOD_NEWS_MS = 2_500;

const isBad = ({ at }: LinkState) => at === "waiting" || at === "offline" || at === "connecting";

/** Says that the connection is lost once it has been for a while, and when it is back. */
export default function Banner({ room }: { room: number | null }) {
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
      {/* Hidden from screen readers, which would read the countdown aloud every second. */}
      <span aria-hidden={seconds > 0 || undefined}>{seconds > 0 ? t.waiting(seconds) : t.connecting}</span>
      {seconds > 0 && (
        <button type="button" onClick={chat.reconnect}>
          {t.now}
        </button>
      )}
    </div>
  );
}

/** Says how many messages of a room wait to be sent. */
function Offline({ room }: { room: number }) {
  const t = useTexts();
  const { entries } = useReadable(useChat().room(room).timeline);
  return <span>{t.offline(entries.filter((entry) => entry.kind === "local").length)}</span>;
}

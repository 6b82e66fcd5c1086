import { useLink } from "@roomcast/react";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { RoomView } from "../room/RoomView.tsx";
import { Sidebar } from "../rooms/Sidebar.tsx";
import { isDialogOpen, openDialog } from "../state/dialogs.ts";
import { COMPOSER_ID, MAIN_ID, parseAddress } from "../state/ids.ts";
import { part } from "../state/part.tsx";
import { useTexts } from "../text/index.ts";
import { Empty } from "../ui/Empty.tsx";
import { isComposing, isQuestionMark, latinLetter } from "../ui/letters.ts";
import ui from "../ui/ui.module.css";
import { DialogHost } from "./DialogHost.tsx";
import styles from "./shell.module.css";

const Arrivals = part(() => import("./Arrivals.tsx"));
const Banner = part(() => import("./Banner.tsx"));
const Expired = part(() => import("./Expired.tsx"));
const Toasts = part(() => import("../ui/Toasts.tsx"));
const UnknownRoom = part(() => import("../room/UnknownRoom.tsx"));

/** Whether an element takes text from the keyboard. */
const inField = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");

/** Handles the page's shortcuts: Ctrl+K searches, ? lists the shortcuts. */
function useShortcuts(room: number | null) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isDialogOpen() || isComposing({ nativeEvent: event, keyCode: event.keyCode })) return;
      if ((event.ctrlKey || event.metaKey) && latinLetter(event) === "k") {
        event.preventDefault();
        openDialog({ kind: "search", room, here: false });
      } else if (isQuestionMark(event) && !inField(event.target)) {
        event.preventDefault();
        openDialog({ kind: "shortcuts" });
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [room]);
}

/** The page of a user who is signed in: the room list and one room. */
export function Shell() {
  const t = useTexts();
  const link = useLink();
  const [location] = useLocation();
  const address = parseAddress(location);
  const room = address?.room ?? null;

  useShortcuts(room);

  return (
    <div className={styles.shell} data-pane={address ? "room" : "rooms"}>
      <a
        className={styles.skip}
        href={`#${MAIN_ID}`}
        onClick={(event) => {
          event.preventDefault();
          document.getElementById(document.getElementById(COMPOSER_ID) ? COMPOSER_ID : MAIN_ID)?.focus();
        }}
      >
        {t.skip}
      </a>
      <Sidebar room={room} />
      <main id={MAIN_ID} className={styles.main} tabIndex={-1}>
        <Banner room={room} />
        {!address ? (
          <>
            <h1 className={ui.hidden}>{t.name}</h1>
            <Empty icon="hash" title={t.pickRoom} body={t.pickRoomBody} />
          </>
        ) : room ? (
          <RoomView key={room} id={room} target={address.message} />
        ) : (
          <UnknownRoom />
        )}
      </main>
      <Arrivals room={room} />
      <Toasts />
      <DialogHost />
      {link.at === "ended" && link.reason === "token" && <Expired />}
    </div>
  );
}

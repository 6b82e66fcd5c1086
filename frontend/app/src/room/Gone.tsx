import type { RoomDetail } from "@roomcast/client";
import { useChat } from "@roomcast/react";
import { useState } from "react";
import { useLocation } from "wouter";
import { complain } from "../state/toasts.ts";
import { useTexts } from "../text/index.ts";
import { useMoreTexts } from "../text/more.ts";
import { Empty } from "../ui/Empty.tsx";
import ui from "../ui/ui.module.css";

/** Says why a room cannot be read, and offers to join it or to go back. */
export default function Gone({ id, why, info }: { id: number; why: string; info: RoomDetail | null }) {
  const t = useTexts();
  const more = useMoreTexts().visit;
  const room = useChat().room(id);
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const invited = info !== null && !info.is_member && info.room_type !== "public" && why === "not_a_member";
  const mayJoin =
    invited ||
    (info?.room_type === "public" && (why === "left" || why === "removed" || why === "not_a_member"));
  const [title, body] = t.gone[why] ?? t.gone.forbidden ?? ["", ""];
  const wait = (done: Promise<void>) => {
    setBusy(true);
    done.catch(complain).finally(() => setBusy(false));
  };
  return (
    <Empty
      icon={invited ? "user" : "lock"}
      title={invited ? more.invitedBody : title}
      body={invited ? info.description || t.members(info.member_count) : body}
    >
      {mayJoin && (
        <button
          type="button"
          className={ui.button}
          data-look="main"
          disabled={busy}
          onClick={() => wait(room.join())}
        >
          {t.join}
        </button>
      )}
      <button
        type="button"
        className={ui.button}
        disabled={busy}
        onClick={() => (invited ? wait(room.leave().then(() => navigate("/"))) : navigate("/"))}
      >
        {invited ? more.decline : t.toRooms}
      </button>
    </Empty>
  );
}

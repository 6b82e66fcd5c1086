import { useMe } from "@roomcast/react";
import { signOut } from "../state/account.ts";
import { confirm, openDialog } from "../state/dialogs.ts";
import { toast } from "../state/toasts.ts";
import { nameInText, nameOf } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { useMenu } from "../ui/useMenu.tsx";
import styles from "./rooms.module.css";

/** Shows the user and opens the menu of the user's own affairs. */
export function MeButton() {
  const t = useTexts();
  const me = useMe();
  const menu = useMenu();
  if (!me) return <span className={styles.me} />;
  const items = [
    { label: t.settings, icon: "gear" as const, run: () => openDialog({ kind: "settings" }) },
    {
      label: t.copyId,
      icon: "copy" as const,
      run: () => navigator.clipboard.writeText(String(me.id)).then(() => toast(t.yourId(me.id))),
    },
    { label: t.shortcuts, icon: "more" as const, run: () => openDialog({ kind: "shortcuts" }) },
    {
      label: t.signOut,
      icon: "back" as const,
      danger: true,
      run: async () => {
        const question = { title: t.signOut, body: t.signOutBody, action: t.signOut, danger: true };
        if (await confirm(question)) await signOut();
      },
    },
  ];
  return (
    <>
      <button
        type="button"
        className={styles.me}
        aria-haspopup="menu"
        onClick={(event) => menu.open(nameInText(me), items, event.currentTarget.getBoundingClientRect())}
      >
        <Avatar user={me} />
        <span className={styles.meName} dir="auto">
          {nameOf(me)}
        </span>
      </button>
      {menu.node}
    </>
  );
}

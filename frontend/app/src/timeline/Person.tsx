import type { Member, Room } from "@roomcast/client";
import { SEQ_MAX } from "@roomcast/client/facts";
import { useChat } from "@roomcast/react";
import { createContext, type ReactNode, useContext } from "react";
import { useLocation } from "wouter";
import { blocking } from "../people/blocking.ts";
import { openDirect } from "../rooms/openDirect.ts";
import { complain, toast } from "../state/toasts.ts";
import { nameInText } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { mentionAt } from "../text/mentions.ts";
import { useMoreTexts } from "../text/more.ts";
import { useMenu } from "../ui/useMenu.tsx";
import styles from "./formatting.module.css";

/** Opens the menu of who is mentioned; null where a mention is text only. */
export const OnPerson = createContext<((mention: string, anchor: DOMRect) => Promise<void>) | null>(null);

/** The member whom a mention names. Words may follow the name directly, as in Chinese: then the longest name counts. */
export async function memberCalled({ searchMembers }: Pick<Room, "searchMembers">, mention: string) {
  const [, first = "", ...rest] = mention.normalize("NFC");
  const length = ({ user }: Member) => mentionAt(mention, user.username).length;
  for (const prefix of new Set([[first, ...rest].join(""), first])) {
    const [found] = (await searchMembers(prefix)).filter(length).sort((a, b) => length(b) - length(a));
    if (found) return found;
  }
  return null;
}

/** Lets the mentions in a message open a menu; `id` is the message's. */
export function People({ id, children }: { id: number; children: ReactNode }) {
  const t = useTexts();
  const { search, members } = useMoreTexts();
  const chat = useChat();
  const [, navigate] = useLocation();
  const menu = useMenu();
  const open = async (mention: string, anchor: DOMRect) => {
    try {
      const member = await memberCalled(chat.room(Math.floor(id / (SEQ_MAX + 1))), mention);
      if (!member) return toast(search.nobody(mention.slice(1)));
      const write = () => void openDirect(chat.rest, member.id, navigate);
      const items = [{ label: t.writeTo, icon: "send" as const, run: write }, blocking(chat, member.user)];
      menu.open(members.memberActions(nameInText(member.user)), items, anchor);
    } catch (error) {
      complain(error);
    }
  };
  return (
    <OnPerson value={open}>
      {children}
      {menu.node}
    </OnPerson>
  );
}

/** Shows what may be a mention of somebody, and opens the menu of that person. */
export function Person({ mention }: { mention: string }) {
  const open = useContext(OnPerson);
  if (!open) return <span>{mention}</span>;
  return (
    <button
      type="button"
      className={styles.person}
      aria-haspopup="menu"
      onClick={({ currentTarget }) => void open(mention, currentTarget.getBoundingClientRect())}
    >
      {mention}
    </button>
  );
}

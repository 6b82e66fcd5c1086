import type { Chat } from "@roomcast/client";
import { createContext, type ReactNode, useContext } from "react";

const Context = createContext<Chat | null>(null);

/** Gives a chat to everything below. Who created it disposes of it. */
export function ChatProvider({ chat, children }: { chat: Chat; children?: ReactNode }) {
  return <Context.Provider value={chat}>{children}</Context.Provider>;
}

/** The chat of the nearest `ChatProvider`; throws where there is none. */
export function useChat(): Chat {
  const chat = useContext(Context);
  if (!chat) throw new Error("useChat needs a ChatProvider above it");
  return chat;
}

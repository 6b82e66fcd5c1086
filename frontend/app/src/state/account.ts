import {
  type Chat,
  ChatError,
  createChat,
  type ServerConfig,
  type TokenReason,
  tokenUser,
} from "@roomcast/client";
import { BASE } from "./base.ts";
import { loadBlocks } from "./blocks.ts";
import { frame } from "./frame.ts";
import { parseAddress } from "./ids.ts";
import { store, useStore } from "./store.ts";

/** How the user of this tab has signed in: with a token, or as a user of a demo server. */
export type Session = { kind: "token"; token: string } | { kind: "demo"; userId: number; username: string };

/** The user who is signed in. */
interface Account {
  session: Session;
  chat: Chat;
}

const KEY = "roomcast.session";

/** The server's settings; null until they are known. */
const server = store<ServerConfig | null>(null);
/** The server's settings; null until they are known. */
export const useServer = () => useStore(server);

const account = store<Account | null>(null);
/** The user who is signed in; null if nobody is. */
export const useAccount = () => useStore(account);

/** Stores the session in this tab; null removes it. */
function remember(session: Session | null) {
  try {
    if (session) sessionStorage.setItem(KEY, JSON.stringify(session));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage, the user signs in again after a reload.
  }
}

/** The session that is stored in this tab. */
function remembered(): Session | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}

/** Makes the function that gives the client its tokens. A pasted token is good until the server refuses it. */
function createTokenSource() {
  let given: string | null = null;
  return async (why: TokenReason, signal: AbortSignal) => {
    const session = account.get()?.session;
    if (!session) throw new ChatError(401, "signed_out", "signed out");
    if (session.kind === "demo") return (await import("../shell/demoToken.ts")).demoToken(session, signal);
    if (why === "expiring" && session.token === given)
      throw new ChatError(0, "no_newer_token", "no newer token");
    if (why === "rejected" && session.token === given) throw new ChatError(401, "token_expired", "refused");
    given = session.token;
    return given;
  };
}

/** Takes the server's settings and continues the tab's session. */
export function start(config: ServerConfig) {
  server.set(config);
  const session = remembered();
  if (session) signIn(session);
}

/** Signs in. The same user keeps the chat that is open; another user gets a new one. */
export function signIn(session: Session) {
  const config = server.get();
  if (!config) return;
  remember(session);
  const before = account.get();
  if (before && userOf(before.session) === userOf(session)) {
    account.set({ ...before, session });
    before.chat.reconnect();
    return;
  }
  before?.chat.dispose();
  const chat = createChat({ config, getToken: createTokenSource(), environment: { frame } });
  account.set({ session, chat });
  connectEarly(chat);
  void loadBlocks(chat.rest);
}

/** Connects what the page is about to show: it is on its way while the page renders for the first time. */
function connectEarly({ rooms, room }: Chat) {
  const { room: id = null, message = null } = parseAddress(location.pathname.slice(BASE.length)) ?? {};
  if (id) {
    const { around, watch } = room(id);
    // The newest messages are read only if no others are.
    if (message) around(message).catch(() => undefined);
    // What is released stays open for some seconds, in which the page watches it.
    watch()();
  }
  rooms.watch()();
}

/** Signs out and erases the user's data on this device. */
export async function signOut() {
  remember(null);
  const before = account.get();
  account.set(null);
  await before?.chat.signOut();
}

/** The id of the user whom a session names; empty if its token cannot be read. */
function userOf(session: Session): string {
  return session.kind === "demo" ? String(session.userId) : tokenUser(session.token);
}

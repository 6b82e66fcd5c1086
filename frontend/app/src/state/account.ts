import {
  type Chat,
  ChatError,
  createChat,
  type ServerConfig,
  type TokenReason,
  tokenUser,
} from "@roomcast/client";
import { frame } from "./frame.ts";
import { store, useStore } from "./store.ts";

/** Who one is in this tab: a pasted token, or somebody of a demo server. */
export type Session = { kind: "token"; token: string } | { kind: "demo"; userId: number; username: string };

export interface Account {
  session: Session;
  chat: Chat;
}

const KEY = "roomcast.session";

/** Where the server is; null until it is known. */
export const server = store<ServerConfig | null>(null);
export const useServer = () => useStore(server);

const account = store<Account | null>(null);
export const useAccount = () => useStore(account);

function remember(session: Session | null) {
  try {
    if (session) sessionStorage.setItem(KEY, JSON.stringify(session));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without a storage one signs in again after a reload.
  }
}

function remembered(): Session | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}

async function demoToken(session: Session & { kind: "demo" }, signal?: AbortSignal): Promise<string> {
  const body = JSON.stringify({ user_id: session.userId, username: session.username });
  const headers = { "Content-Type": "application/json" };
  const response = await fetch("/demo/token/", { method: "POST", headers, body, signal });
  if (!response.ok) throw new ChatError(response.status, "demo_token", "no demo token");
  return (await response.json()).token;
}

/** Answers tokens of a session; a pasted one is good until the server refuses it. */
function tokens() {
  let given: string | null = null;
  return async (why: TokenReason, signal: AbortSignal) => {
    const session = account.get()?.session;
    if (!session) throw new ChatError(401, "signed_out", "signed out");
    if (session.kind === "demo") return demoToken(session, signal);
    if (why === "expiring" && session.token === given)
      throw new ChatError(0, "no_newer_token", "no newer token");
    if (why === "rejected" && session.token === given) throw new ChatError(401, "token_expired", "refused");
    given = session.token;
    return given;
  };
}

/** Reads the server's settings and takes up the tab's session. */
export function start(config: ServerConfig) {
  server.set(config);
  const session = remembered();
  if (session) signIn(session);
}

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
  account.set({ session, chat: createChat({ config, getToken: tokens(), environment: { frame } }) });
}

/** Forgets the user, and what is stored of them on this device. */
export async function signOut() {
  remember(null);
  const before = account.get();
  account.set(null);
  await before?.chat.signOut();
}

/** The user that a session names. */
function userOf(session: Session): string {
  return session.kind === "demo" ? String(session.userId) : tokenUser(session.token);
}

import { ChatError } from "@roomcast/client";
import { at } from "../state/base.ts";

/** Asks a demo server for a token of one of its users. */
export async function demoToken(
  user: { userId: number; username: string },
  signal?: AbortSignal,
): Promise<string> {
  const body = JSON.stringify({ user_id: user.userId, username: user.username });
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(at("/demo/token/"), { method: "POST", headers, body, signal });
  if (!response.ok) throw new ChatError(response.status, "demo_token", "no demo token");
  return (await response.json()).token;
}

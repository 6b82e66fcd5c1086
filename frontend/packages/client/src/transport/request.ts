import { asChatError, ChatError } from "../error.js";
import { ANSWER_WITHIN_MS } from "../limits.js";
import type { Environment } from "../types/environment.js";
import type { Request } from "../types/rest.js";
import type { Tokens } from "./tokens.js";

/**
 * Makes a function that sends requests with a token and a timeout. A request whose token is refused is sent once
 * more with another one; `onRefused` is called when there is no other, or when that is refused too.
 */
export function createRequest(
  env: Environment,
  base: string,
  tokens: Tokens,
  onRefused: () => void,
): Request {
  return async (method, path, body, query) => {
    // The way through JSON drops what is undefined.
    const search = String(new URLSearchParams(JSON.parse(JSON.stringify(query ?? {}))));
    const url = base + path + (search && `?${search}`);
    for (let again = false; ; again = true) {
      let token = "";
      try {
        token = await tokens.get();
        return await send(env, method, url, token, body);
      } catch (error) {
        const problem = asChatError(error);
        if (problem.status !== 401) throw problem;
        if (token) tokens.reject(token);
        if (token && !again) continue;
        onRefused();
        throw problem;
      }
    }
  };
}

async function send(env: Environment, method: string, url: string, token: string, body?: object) {
  const abort = new AbortController();
  const cancel = env.after(ANSWER_WITHIN_MS, () => abort.abort());
  try {
    const response = await env.fetch(url, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
      signal: abort.signal,
    });
    return readAnswer(response, await response.text());
  } catch (error) {
    throw error instanceof ChatError ? error : new ChatError(0, "network");
  } finally {
    cancel();
  }
}

/** The body of an answer, an array as a `Page`; throws a refusal as a `ChatError`. */
function readAnswer({ ok, status, headers }: Response, text: string) {
  let body: { error?: string; code?: string; message?: string } = {};
  try {
    body = JSON.parse(text);
  } catch {
    // Not an answer of the chat: a proxy's page, for example.
    if (ok) throw new ChatError(502, "bad_answer");
  }
  if (ok) return Array.isArray(body) ? { items: body, next: headers.get("X-Next-Cursor") } : body;
  const { code = "", error = body.message ?? `HTTP ${status}` } = body;
  throw new ChatError(status, code, error, Number(headers.get("Retry-After")) * 1000 || undefined);
}

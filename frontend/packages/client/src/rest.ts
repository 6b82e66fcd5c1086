import { asChatError, ChatError } from "./error.js";
import type { Tokens } from "./tokens.js";
import type { Environment, Page, RestCalls } from "./types.js";

/** How long an answer may take. */
const TIMEOUT_MS = 20_000;

/** The REST API, with tokens, timeouts and errors. `onRefused` hears of a token refused for good. */
export function createRest(env: Environment, base: string, tokens: Tokens, onRefused: () => void): RestCalls {
  const attempt = async (method: string, url: string, token: string, body?: object) => {
    const abort = new AbortController();
    const cancel = env.after(TIMEOUT_MS, () => abort.abort());
    try {
      const response = await env.fetch(url, {
        method,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: body && JSON.stringify(body),
        signal: abort.signal,
      });
      return { response, text: await response.text() };
    } catch {
      throw new ChatError(0, "network");
    } finally {
      cancel();
    }
  };

  const call = async (method: string, path: string, query?: object, body?: object) => {
    // What is undefined is left out.
    const search = String(new URLSearchParams(JSON.parse(JSON.stringify(query ?? {}))));
    const url = base + path + (search && `?${search}`);
    try {
      for (let again = false; ; again = true) {
        const token = await tokens.get();
        const { response, text } = await attempt(method, url, token, body);
        if (response.status === 401) tokens.reject(token);
        if (response.status !== 401 || again) return read(response, text);
      }
    } catch (error) {
      const problem = asChatError(error);
      if (problem.status === 401) onRefused();
      throw problem;
    }
  };

  const get = async (path: string, query?: object) => (await call("GET", path, query)).body;
  const send = async (method: string, path: string, body?: object) =>
    (await call(method, path, undefined, body)).body;
  const page = async <T>(path: string, query?: object): Promise<Page<T>> => {
    const { body, next } = await call("GET", path, query);
    return { items: body as T[], next };
  };

  return {
    getMe: () => get("me/"),
    listRooms: (query) => page("rooms/", query),
    createRoom: (body) => send("POST", "rooms/", body),
    getRoom: (id) => get(`rooms/${id}/`),
    updateRoom: (id, change) => send("PATCH", `rooms/${id}/`, change),
    joinRoom: (id) => send("POST", `rooms/${id}/join/`),
    leaveRoom: (id) => send("POST", `rooms/${id}/leave/`),
    inviteUser: (id, user_id) => send("POST", `rooms/${id}/invite/`, { user_id }),
    readRoom: (id) => send("POST", `rooms/${id}/read/`),
    listMembers: (id, query) => page(`rooms/${id}/members/`, query),
    updateMember: (id, user, change) => send("PATCH", `rooms/${id}/members/${user}/`, change),
    removeMember: (id, user) => send("DELETE", `rooms/${id}/members/${user}/`),
    listMessages: (id, window) => get(`rooms/${id}/messages/`, window),
    sendMessage: (id, body) => send("POST", `rooms/${id}/messages/`, body),
    getMessage: (id) => get(`messages/${id}/`),
    editMessage: (id, content) => send("PATCH", `messages/${id}/`, { content }),
    readMessage: (id) => send("POST", `messages/${id}/read/`),
    deleteMessage: (id) => send("DELETE", `messages/${id}/delete/`),
    listNotifications: (query) => page("notifications/", query),
    readNotification: (id) => send("POST", `notifications/${id}/read/`),
    readAllNotifications: () => send("POST", "notifications/read-all/"),
    uploadFile: (file) => send("POST", "uploads/", file),
  };
}

function read(response: Response, text: string) {
  let body: { error?: string; code?: string; message?: string } = {};
  try {
    body = JSON.parse(text);
  } catch {
    // A proxy's page, say: not from the chat.
    if (response.ok) throw new ChatError(502, "bad_answer");
  }
  if (response.ok) return { body: body as never, next: response.headers.get("X-Next-Cursor") };
  const { status } = response;
  const { code = "", error = body.message ?? `HTTP ${status}` } = body;
  throw new ChatError(status, code, error, Number(response.headers.get("Retry-After")) * 1000 || undefined);
}

import { asChatError, ChatError } from "./error.js";
import { ANSWER_WITHIN_MS } from "./limits.js";
import type { Tokens } from "./tokens.js";
import type { Environment, RestCalls } from "./types.js";

/** The REST API, with tokens, timeouts and errors. `onRefused` hears of a token refused for good. */
export function createRest(env: Environment, base: string, tokens: Tokens, onRefused: () => void): RestCalls {
  const attempt = async (method: string, url: string, token: string, body?: object) => {
    const abort = new AbortController();
    const cancel = env.after(ANSWER_WITHIN_MS, () => abort.abort());
    try {
      const response = await env.fetch(url, {
        method,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: body && JSON.stringify(body),
        signal: abort.signal,
      });
      return read(response, await response.text());
    } catch (error) {
      throw error instanceof ChatError ? error : new ChatError(0, "network");
    } finally {
      cancel();
    }
  };

  const call = async (method: string, path: string, body?: object, query?: object) => {
    // What is undefined is left out.
    const search = String(new URLSearchParams(JSON.parse(JSON.stringify(query ?? {}))));
    const url = base + path + (search && `?${search}`);
    for (let again = false; ; again = true) {
      let token = "";
      try {
        token = await tokens.get();
        return await attempt(method, url, token, body);
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

  const get = (path: string, query?: object) => call("GET", path, undefined, query);

  return {
    getMe: () => get("me/"),
    listRooms: (query) => get("rooms/", query),
    createRoom: (body) => call("POST", "rooms/", body),
    getRoom: (id) => get(`rooms/${id}/`),
    updateRoom: (id, change) => call("PATCH", `rooms/${id}/`, change),
    joinRoom: (id) => call("POST", `rooms/${id}/join/`),
    leaveRoom: (id) => call("POST", `rooms/${id}/leave/`),
    inviteUser: (id, user_id) => call("POST", `rooms/${id}/invite/`, { user_id }),
    readRoom: (id) => call("POST", `rooms/${id}/read/`),
    listMembers: (id, query) => get(`rooms/${id}/members/`, query),
    updateMember: (id, user, change) => call("PATCH", `rooms/${id}/members/${user}/`, change),
    removeMember: (id, user) => call("DELETE", `rooms/${id}/members/${user}/`),
    listMessages: (id, window) => get(`rooms/${id}/messages/`, window),
    sendMessage: (id, body) => call("POST", `rooms/${id}/messages/`, body),
    getMessage: (id) => get(`messages/${id}/`),
    editMessage: (id, content) => call("PATCH", `messages/${id}/`, { content }),
    readMessage: (id) => call("POST", `messages/${id}/read/`),
    deleteMessage: (id) => call("DELETE", `messages/${id}/delete/`),
    listNotifications: (query) => get("notifications/", query),
    readNotification: (id) => call("POST", `notifications/${id}/read/`),
    readAllNotifications: () => call("POST", "notifications/read-all/"),
    uploadFile: (file) => call("POST", "uploads/", file),
  };
}

/** What was answered; an array comes as a page. */
function read({ ok, status, headers }: Response, text: string): never {
  let body: { error?: string; code?: string; message?: string } = {};
  try {
    body = JSON.parse(text);
  } catch {
    // A proxy's page, say: not from the chat.
    if (ok) throw new ChatError(502, "bad_answer");
  }
  if (ok) return (Array.isArray(body) ? { items: body, next: headers.get("X-Next-Cursor") } : body) as never;
  const { code = "", error = body.message ?? `HTTP ${status}` } = body;
  throw new ChatError(status, code, error, Number(headers.get("Retry-After")) * 1000 || undefined);
}

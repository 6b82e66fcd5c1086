/** The server's rules in memory: numbers, repeats, replay, refusals; and what can go wrong on the way. */

import type { RefusalCode } from "../../src/generated/facts.js";
import type { Environment, User } from "../../src/index.js";
import { FakeLive } from "./live.js";
import { inAnswer } from "./reactions.js";
import type { FakeRoom } from "./rooms.js";

/** The REST side of the fake server. */
export class FakeServer extends FakeLive {
  readonly requests: string[] = [];
  /** The number of messages that are being posted, and its maximum. */
  posting = 0;
  mostPosting = 0;
  /**
   * Called before a request is answered; may answer in its place. `lost` and `never` mean that the request is handled
   * but its answer is lost, or never comes. A promise holds the answer back.
   */
  intercept: (method: string, path: string) => Response | "lost" | "never" | Promise<void> | undefined = () =>
    undefined;

  readonly fetch = (async (input: string | URL, init: RequestInit = {}) => {
    const { pathname, searchParams } = new URL(String(input));
    const method = init.method ?? "GET";
    const path = pathname.replace("/api/chat/", "");
    this.requests.push(`${method} ${path}${searchParams.size ? `?${searchParams}` : ""}`);
    await this.travel(init.signal);
    if (this.down) throw new TypeError("no connection");
    if (pathname === "/ws/") return refusal(this.hasUserSocket ? 426 : 404, "upgrade_required");
    const said = this.intercept(method, path);
    if (said instanceof Response) return said;
    const posts = method === "POST" && path.endsWith("/messages/") ? 1 : 0;
    this.posting += posts;
    this.mostPosting = Math.max(this.mostPosting, this.posting);
    const answer = this.handle(method, path, searchParams, init);
    if (said instanceof Promise) await said;
    await this.travel(init.signal).finally(() => {
      this.posting -= posts;
    });
    if (said === "never") await this.never(init.signal);
    if (said === "lost" || this.down) throw new TypeError("the connection was reset");
    return answer;
  }) as typeof fetch;

  readonly upload: Environment["upload"] = async ({ url, body, signal, onProgress }) => {
    this.requests.push(`UPLOAD ${url}`);
    onProgress?.(body.size / 2, body.size);
    await this.travel(signal);
    if (this.down) return 0;
    onProgress?.(body.size, body.size);
    return 200;
  };

  private handle(method: string, path: string, query: URLSearchParams, init: RequestInit): Response {
    const user = this.caller(new Headers(init.headers).get("Authorization")?.slice(7) ?? "");
    if (!user) return refusal(401, "token_expired");
    const [kind, first, second] = path.split("/");
    if (kind === "me") return json(200, { ...user, unread_total: 0, names_from_login: true });
    if (kind === "notifications") return json(200, []);
    if (kind === "uploads") return json(201, ticket());
    if (kind === "messages")
      return this.handleMessage(method, Number(first), second ?? "", user, init, query);
    if (!first && method === "GET") return json(200, this.list(user, query.get("scope")));
    if (!first) {
      return json(201, this.item(this.createRoom(100 + this.rooms.size, "public", [user.id]), user));
    }
    const room = this.rooms.get(Number(first));
    if (!room || (room.type !== "public" && !room.members.has(user.id)))
      return refusal(404, "room_not_found");
    if (second !== "messages") return this.handleRoom(second ?? "", room, user);
    if (room.banned.has(user.id)) return refusal(403, "banned");
    if (method === "GET") return json(200, this.page(room, user, query));
    if (room.members.get(user.id)?.muted) return refusal(403, "muted");
    return json(201, this.rest(this.store(room, user, bodyOf(init)), user.id));
  }

  private handleRoom(what: string, room: FakeRoom, user: User): Response {
    const { members } = room;
    if (!what) return json(200, this.detail(room, user));
    if (what === "join") {
      if (!members.has(user.id)) this.enter(room.id, user.id);
      return json(200, { message: "成功加入房间" });
    }
    if (what === "leave") {
      this.leave(room.id, user.id);
      return json(200, { message: "成功离开房间" });
    }
    if (room.banned.has(user.id)) return refusal(403, "banned");
    if (what === "pins") return json(200, this.pinned(room, user.id));
    return json(200, this.members(room));
  }

  private handleMessage(
    method: string,
    id: number,
    what: string,
    user: User,
    init: RequestInit,
    query: URLSearchParams,
  ) {
    const message = [...this.rooms.values()].flatMap((room) => room.messages).find((each) => each.id === id);
    if (!message) return refusal(404, "message_not_found");
    if (method === "PATCH") return json(200, this.rest(this.edit(message, bodyOf(init).content), user.id));
    if (what === "thread") return json(200, this.thread(message, user.id, query));
    if (what === "pin") return json(200, this.pin(message, bodyOf(init).on, user.id));
    if (method === "PUT") {
      const { emoji, on } = bodyOf(init);
      const { reactions, reactions_version } = this.react(message, emoji, user.id, on);
      return json(200, { reactions: inAnswer(reactions, user.id), reactions_version });
    }
    if (method === "DELETE") this.erase(message);
    if (what === "read") this.read(this.need(message.room_id), user, id);
    return json(200, method === "GET" ? this.rest(message, user.id) : { message: "ok" });
  }

  /** Waits as long as a request or an answer is on its way. */
  private async travel(signal?: AbortSignal | null) {
    if (this.delayMs) await new Promise<void>((resolve) => this.later(resolve));
    signal?.throwIfAborted();
  }

  private never(signal?: AbortSignal | null) {
    return new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  }
}

const bodyOf = ({ body }: RequestInit) => JSON.parse(String(body));

const ticket = () => ({
  upload_url: "http://up.test/1",
  method: "PUT",
  headers: {},
  file_url: "http://up.test/f/1",
});

function json(status: number, body: unknown) {
  return new Response(JSON.stringify(body), { status });
}

/** An answer that refuses a request. */
export function refusal(status: number, code: RefusalCode, retryAfter?: number) {
  const headers = retryAfter ? { "Retry-After": String(retryAfter) } : undefined;
  return new Response(JSON.stringify({ error: code, code }), { status, headers });
}

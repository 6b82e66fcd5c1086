/** The server's rules in memory: numbers, repeats, replay, refusals; and what can go wrong on the way. */
import type { Environment, SocketLike } from "../src/index.js";
import type { LiveMessage, MessageBody, RoomType, ServerFrame, User } from "../src/wire.js";

const REPLAY = 100;

interface Connection {
  user: User;
  room: number | null;
  token: string;
  deliver(frame: ServerFrame): void;
  end(code: number): void;
}

interface Room {
  id: number;
  name: string;
  type: RoomType;
  members: Map<number, { role: "admin" | "member"; read: number; muted: boolean }>;
  messages: LiveMessage[];
  repeats: Map<string, LiveMessage>;
  banned: Set<number>;
}

interface TestClock {
  now: number;
  after(ms: number, fn: () => void): () => void;
}

export class FakeServer {
  readonly rooms = new Map<number, Room>();
  readonly connections = new Set<Connection>();
  readonly requests: string[] = [];
  readonly handshakes: { at: number; url: string; protocols: string[] }[] = [];
  readonly frames: { user: number; frame: { type: string } }[] = [];
  /** Nothing answers: requests fail, handshakes are refused, sockets stay as they are. */
  down = false;
  /** How long a token is good. */
  tokenLife = 3_600_000;
  revoked = new Set<string>();
  /** One-way delay of requests, answers and frames, at most. */
  delayMs = 0;
  /** Messages that are being posted, and the most at once. */
  posting = 0;
  mostPosting = 0;
  /** Called before a request is answered; may answer itself. "lost", "never": handled, but not answered. */
  intercept: (method: string, path: string) => Response | "lost" | "never" | undefined = () => undefined;
  /** Frames that do not arrive. */
  loses: (frame: ServerFrame, user: number) => boolean = () => false;
  /** Handshakes that are refused without a word. */
  refuses: () => boolean = () => false;
  /** Connections that are dropped once greeted. */
  dropsGreeted = false;
  private tokens = 0;

  constructor(
    readonly clock: TestClock,
    private random: () => number,
  ) {}

  token(user: number) {
    const iat = Math.floor(this.clock.now / 1000);
    this.tokens += 1;
    const claims = { user_id: user, iat, exp: iat + this.tokenLife / 1000, jti: this.tokens };
    return `h.${btoa(JSON.stringify(claims))}.s`;
  }

  createRoom(id: number, type: RoomType = "public", members = [1, 2]): Room {
    const room: Room = {
      id,
      name: `room ${id}`,
      type,
      members: new Map(
        members.map((user, n) => [user, { role: n ? "member" : "admin", read: 0, muted: false }]),
      ),
      messages: [],
      repeats: new Map(),
      banned: new Set(),
    };
    this.rooms.set(id, room);
    return room;
  }

  /** A message of another client. */
  say(room: number, content: string, user = 2) {
    return this.store(this.need(room), this.user(user), { content });
  }

  edit(message: LiveMessage, content: string) {
    const changed = { ...message, content, is_edited: true, updated_at: this.time() };
    this.replace(changed);
    this.broadcast(changed.room_id, (user) => ({
      type: "message_updated",
      message: this.view(changed, user),
    }));
  }

  erase(message: LiveMessage) {
    const updated_at = this.time();
    this.replace({ ...message, content: "[消息已删除]", is_deleted: true, updated_at });
    const { room_id, id: message_id, seq } = message;
    this.broadcast(room_id, () => ({ type: "message_deleted", room_id, message_id, seq, updated_at }));
  }

  /** An admin changes somebody's role or mute. */
  change(room: number, user: number, to: { role?: "admin" | "member"; muted?: boolean }) {
    const member = this.need(room).members.get(user);
    if (!member) throw new Error(`no member ${user}`);
    Object.assign(member, to);
    const { role, muted: is_muted } = member;
    this.broadcast(room, () => ({ type: "member_updated", user: this.user(user), role, is_muted }));
  }

  /** Somebody else joins, or leaves. */
  enter(room: number, user: number) {
    const { members, messages } = this.need(room);
    members.set(user, { role: "member", read: messages.length, muted: false });
    this.broadcast(room, () => ({ type: "member_joined", user: this.user(user), is_muted: false }));
  }

  leave(room: number, user: number) {
    this.need(room).members.delete(user);
    this.broadcast(room, () => ({ type: "member_left", user: this.user(user) }));
  }

  /** Cuts every connection, or those of a user. */
  cut(user?: number) {
    for (const each of [...this.connections]) if (!user || each.user.id === user) each.end(1006);
  }

  /** Forgets connections without telling the clients: half-open sockets. */
  freeze() {
    this.connections.clear();
  }

  close(user: number, reason: "left" | "banned" | "expired" | "replaced" | "removed") {
    for (const each of [...this.connections]) {
      if (each.user.id !== user) continue;
      each.deliver({ type: "closed", reason });
      each.end(1000);
    }
  }

  notify(user: number, frame: ServerFrame) {
    for (const each of this.connections) if (each.room === null && each.user.id === user) each.deliver(frame);
  }

  broadcast(room: number, frame: (user: number) => ServerFrame, except = 0) {
    for (const each of this.connections) {
      if (each.room === room && each.user.id !== except) each.deliver(frame(each.user.id));
    }
  }

  readonly fetch = (async (input: string | URL, init: RequestInit = {}) => {
    const { pathname, searchParams } = new URL(String(input));
    const method = init.method ?? "GET";
    const path = pathname.replace("/api/chat/", "");
    this.requests.push(`${method} ${path}${searchParams.size ? `?${searchParams}` : ""}`);
    await this.travel(init.signal);
    if (this.down) throw new TypeError("no connection");
    const said = this.intercept(method, path);
    if (said instanceof Response) return said;
    const posts = method === "POST" && path.endsWith("/messages/") ? 1 : 0;
    this.posting += posts;
    this.mostPosting = Math.max(this.mostPosting, this.posting);
    const answer = this.handle(method, path, searchParams, init);
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

  readonly openSocket = (url: string, protocols: string[]): SocketLike => {
    this.handshakes.push({ at: this.clock.now, url, protocols });
    const socket: SocketLike = {
      readyState: 0,
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: () => undefined,
      close: () => undefined,
    };
    const state = socket as { -readonly [K in keyof SocketLike]: SocketLike[K] };
    let connection: Connection | null = null;
    const shut = (code: number) => {
      if (state.readyState === 3) return;
      state.readyState = 3;
      if (connection) this.connections.delete(connection);
      connection = null;
      this.later(() => socket.onclose?.({ code, reason: "" }));
    };
    socket.close = () => {
      const wasOpen = connection;
      state.readyState = 3;
      connection = null;
      this.later(() => wasOpen && this.connections.delete(wasOpen));
    };
    this.later(() => {
      const token = protocols[1] ?? "";
      const user = this.caller(token);
      const { pathname, searchParams } = new URL(url);
      const id = pathname.includes("notifications") ? null : Number(pathname.split("/")[3]);
      const room = id === null ? null : this.rooms.get(id);
      const refused =
        this.down || this.refuses() || !user || room === undefined || (room && !this.reads(room, user.id));
      if (refused) return shut(1006);
      if (state.readyState === 3) return;
      state.readyState = 1;
      let last = Promise.resolve();
      // Connections are not equally quick.
      const slow = 2 * this.random();
      const mine: Connection = {
        user: user as User,
        room: id,
        token,
        deliver: (frame) => {
          if (this.loses(frame, mine.user.id)) return;
          const data = JSON.stringify(frame);
          // One connection keeps its order, whatever the delays.
          const wait = new Promise<void>((resolve) => this.later(resolve, slow));
          last = last
            .then(() => wait)
            .then(() => {
              if (state.readyState === 1) socket.onmessage?.({ data });
            });
        },
        end: (code) => {
          if (code === 1006) shut(code);
          else last = last.then(() => shut(code));
        },
      };
      connection = mine;
      socket.send = (data) =>
        this.later(() => this.connections.has(mine) && this.hear(mine, JSON.parse(data)));
      socket.onopen?.();
      this.greet(mine, room ?? null, searchParams.get("since"));
    });
    return socket;
  };

  private greet(connection: Connection, room: Room | null, since: string | null) {
    const { user } = connection;
    const last_seq = room?.messages.length;
    connection.deliver({
      type: "connection_established",
      message: "连接成功",
      user,
      ...(room && { room_id: room.id, last_seq, online_user_ids: [user.id, ...this.online(room.id)] }),
    });
    if (this.dropsGreeted) return connection.end(1001);
    if (room && since !== null) {
      const from = Number(since) ? room.messages.findIndex((m) => m.id === Number(since)) + 1 : 0;
      const missed = room.messages.slice(from);
      for (const message of missed.slice(0, REPLAY)) {
        connection.deliver({ type: "chat_message", message: this.view(message, user.id), replayed: true });
      }
      const after = missed[REPLAY - 1]?.id;
      if (after && missed.length > REPLAY) connection.deliver({ type: "replay_truncated", after });
    }
    this.connections.add(connection);
    connection.deliver({ type: "live", ...(room && { last_seq }) });
  }

  private hear(connection: Connection, frame: { type: string; [key: string]: unknown }) {
    this.frames.push({ user: connection.user.id, frame });
    const room = connection.room === null ? undefined : this.rooms.get(connection.room);
    if (!this.caller(connection.token)) {
      connection.deliver({ type: "closed", reason: "expired" });
      return connection.end(1000);
    }
    if (frame.type === "ping")
      connection.deliver({ type: "pong", ...(room && { last_seq: room.messages.length }) });
    if (frame.type === "typing" && room) {
      const is_typing = frame.is_typing === true;
      this.broadcast(
        room.id,
        () => ({ type: "typing", user: connection.user, is_typing }),
        connection.user.id,
      );
    }
    if (frame.type === "read" && room) this.read(room, connection.user, Number(frame.message_id));
  }

  private handle(method: string, path: string, query: URLSearchParams, init: RequestInit): Response {
    const headers = new Headers(init.headers);
    const user = this.caller(headers.get("Authorization")?.slice(7) ?? "");
    if (!user) return refusal(401, "token_expired");
    const [kind, first, second, third] = path.split("/");
    if (kind === "me") return json(200, { ...user, unread_total: 0 });
    if (kind === "notifications") return json(200, []);
    if (kind === "uploads") {
      return json(201, {
        upload_url: "http://up.test/1",
        method: "PUT",
        headers: {},
        file_url: "http://up.test/f/1",
      });
    }
    if (kind === "messages") return this.handleMessage(method, Number(first), second ?? "", user, init);
    if (!first && method === "POST") {
      const room = this.createRoom(100 + this.rooms.size, "public", [user.id]);
      return json(201, this.line(room, user));
    }
    if (!first) return json(200, this.list(user, query.get("scope")));
    const room = this.rooms.get(Number(first));
    if (!room || (room.type !== "public" && !room.members.has(user.id)))
      return refusal(404, "room_not_found");
    if (!second) return json(200, this.detail(room, user));
    if (second === "join") {
      if (!room.members.has(user.id))
        room.members.set(user.id, { role: "member", read: room.messages.length, muted: false });
      return json(200, { message: "成功加入房间" });
    }
    if (second === "leave") {
      room.members.delete(user.id);
      this.close(user.id, "left");
      return json(200, { message: "成功离开房间" });
    }
    if (room.banned.has(user.id)) return refusal(403, "banned");
    if (second === "members") return json(200, this.members(room, third ? Number(third) : null));
    if (method === "POST") {
      if (room.members.get(user.id)?.muted) return refusal(403, "muted");
      return json(201, this.rest(this.store(room, user, JSON.parse(String(init.body))), user.id));
    }
    return json(200, this.page(room, user, query));
  }

  private handleMessage(method: string, id: number, what: string, user: User, init: RequestInit) {
    const message = [...this.rooms.values()].flatMap((room) => room.messages).find((m) => m.id === id);
    if (!message) return refusal(404, "message_not_found");
    if (method === "PATCH") {
      this.edit(message, JSON.parse(String(init.body)).content);
      return json(
        200,
        this.rest(
          {
            ...message,
            is_edited: true,
            content: JSON.parse(String(init.body)).content,
            updated_at: this.time(),
          },
          user.id,
        ),
      );
    }
    if (method === "DELETE") this.erase(message);
    if (what === "read") this.read(this.need(message.room_id), user, id);
    return json(200, method === "GET" ? this.rest(message, user.id) : { message: "ok" });
  }

  private page(room: Room, user: User, query: URLSearchParams) {
    const all = room.messages;
    const given = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
    const limit = given("limit") ?? given("page_size") ?? 20;
    const at = (id: number) => all.findIndex((m) => m.id === id);
    const [after, before, around] = [given("after"), given("before"), given("around")];
    let found: LiveMessage[];
    let has_more: boolean | undefined;
    if (after !== undefined) {
      const from = after ? at(after) + 1 : 0;
      found = all.slice(from, from + limit);
      has_more = from + limit < all.length;
    } else if (before !== undefined) {
      const end = at(before);
      found = all.slice(Math.max(0, end - limit), end).reverse();
      has_more = end > limit;
    } else if (around !== undefined) {
      const from = Math.max(0, at(around) - limit / 2);
      found = all.slice(from, from + limit);
      has_more = from + limit < all.length;
    } else {
      const end = all.length - ((given("page") ?? 1) - 1) * limit;
      found = end > 0 ? all.slice(Math.max(0, end - limit), end).reverse() : [];
    }
    const messages = found.map((message) => this.rest(message, user.id));
    return {
      messages,
      page: has_more === undefined ? 1 : null,
      page_size: limit,
      total: all.length,
      has_more,
    };
  }

  private store(room: Room, sender: User, body: MessageBody): LiveMessage {
    const name = body.client_message_id && `${sender.id} ${body.client_message_id}`;
    const known = name && room.repeats.get(name);
    if (known) return known;
    const seq = room.messages.length + 1;
    const now = this.time();
    const message: LiveMessage = {
      id: room.id * 2 ** 27 + seq,
      room_id: room.id,
      seq,
      sender,
      message_type: body.message_type ?? "text",
      content: body.content ?? "",
      file_url: body.file_url ?? null,
      file_name: body.file_name ?? null,
      file_size: body.file_size ?? null,
      is_edited: false,
      is_deleted: false,
      reply_to: body.reply_to ?? null,
      timestamp: now,
      created_at: now,
      updated_at: now,
      client_message_id: body.client_message_id,
    };
    room.messages.push(message);
    if (name) room.repeats.set(name, message);
    const member = room.members.get(sender.id);
    if (member) member.read = seq;
    this.broadcast(room.id, (user) => ({ type: "chat_message", message: this.view(message, user) }));
    return message;
  }

  private read(room: Room, user: User, id: number) {
    const member = room.members.get(user.id);
    const seq = id % 2 ** 27;
    if (!member || seq <= member.read) return;
    member.read = seq;
    this.broadcast(room.id, () => ({ type: "read", user, message_id: id }));
  }

  private replace(message: LiveMessage) {
    this.need(message.room_id).messages[message.seq - 1] = message;
  }

  /** A message as `user` gets it: the client's id goes to its sender only. */
  private view(message: LiveMessage, user: number): LiveMessage {
    const { client_message_id, ...rest } = message;
    return user === message.sender.id && client_message_id ? { ...rest, client_message_id } : rest;
  }

  private rest(message: LiveMessage, user: number) {
    const { room_id, timestamp: _, ...rest } = this.view(message, user);
    return { ...rest, room: { id: room_id, name: this.need(room_id).name } };
  }

  private detail(room: Room, user: User) {
    const member = room.members.get(user.id);
    const at = member ? room.messages[member.read - 1] : undefined;
    return {
      ...this.line(room, user),
      is_active: true,
      max_members: 50,
      updated_at: this.time(),
      members: [],
      last_read_message_id: at?.id ?? null,
    };
  }

  private line(room: Room, user: User) {
    const member = room.members.get(user.id);
    return {
      id: room.id,
      name: room.name,
      description: "",
      room_type: room.type,
      created_by: this.user(1),
      member_count: room.members.size,
      last_message: null,
      created_at: "2026-01-01T00:00:00.000Z",
      unread_count: member ? room.messages.length - member.read : 0,
      is_member: member !== undefined,
    };
  }

  private list(user: User, scope: string | null) {
    const rooms = [...this.rooms.values()].filter(
      (room) => room.members.has(user.id) === (scope !== "public"),
    );
    return rooms.map((room) => this.line(room, user));
  }

  private members(room: Room, _user: number | null) {
    return [...room.members].map(([id, member]) => ({
      id,
      room: { id: room.id, name: room.name },
      user: this.user(id),
      role: member.role,
      joined_at: this.time(),
      last_read_at: null,
      is_muted: member.muted,
      is_banned: false,
      is_online: this.online(room.id).includes(id),
    }));
  }

  private online(room: number) {
    return [...new Set([...this.connections].filter((c) => c.room === room).map((c) => c.user.id))];
  }

  private reads(room: Room, user: number) {
    return !room.banned.has(user) && (room.type === "public" || room.members.has(user));
  }

  private caller(token: string): User | null {
    if (this.revoked.has(token)) return null;
    try {
      const claims = JSON.parse(atob(token.split(".")[1] ?? ""));
      return claims.exp * 1000 > this.clock.now ? this.user(claims.user_id) : null;
    } catch {
      return null;
    }
  }

  private user(id: number): User {
    return { id, username: `user${id}`, first_name: "", last_name: "" };
  }

  private need(id: number): Room {
    const room = this.rooms.get(id);
    if (!room) throw new Error(`no room ${id}`);
    return room;
  }

  private time() {
    return new Date(this.clock.now).toISOString();
  }

  private later(fn: () => void, slow = 1) {
    if (this.delayMs === 0) setImmediate(fn);
    else this.clock.after(this.random() * this.delayMs * slow, fn);
  }

  private async travel(signal?: AbortSignal | null) {
    if (this.delayMs) await new Promise<void>((resolve) => this.later(resolve));
    signal?.throwIfAborted();
  }

  private never(signal?: AbortSignal | null) {
    return new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  }
}

function json(status: number, body: unknown) {
  return new Response(JSON.stringify(body), { status });
}

export function refusal(status: number, code: string, retryAfter?: number) {
  const headers = retryAfter ? { "Retry-After": String(retryAfter) } : undefined;
  return new Response(JSON.stringify({ error: code, code }), { status, headers });
}

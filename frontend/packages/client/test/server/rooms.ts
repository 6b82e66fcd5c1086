/** The rooms of the fake server and how they look to a user. */

import { SEQ_MAX } from "../../src/generated/facts.js";
import type {
  LastMessage,
  LiveMessage,
  Message,
  RestMessage,
  RoomDetail,
  RoomListItem,
  RoomType,
  User,
} from "../../src/index.js";
import { inAnswer, inFrame } from "./reactions.js";

/** One room of the fake server. */
export interface FakeRoom {
  id: number;
  name: string;
  type: RoomType;
  members: Map<number, { role: "admin" | "member"; read: number; muted: boolean }>;
  messages: LiveMessage[];
  /** Messages by sender and `client_message_id`. */
  repeats: Map<string, LiveMessage>;
  banned: Set<number>;
  /** The pins, newest first, and the number of their changes. */
  pins: { version: number; all: { seq: number; by: User; at: string }[] };
}

/** The part of a test clock that the fake server uses. */
export interface TestClock {
  now: number;
  after(ms: number, fn: () => void): () => void;
}

/** The id of a message, as the server packs it. */
export const messageId = (room: number, seq: number) => room * (SEQ_MAX + 1) + seq;

/** Keeps rooms, tokens and users, and shows them as REST does. */
export abstract class FakeRooms {
  readonly rooms = new Map<number, FakeRoom>();
  /** How long a token is valid, in milliseconds. */
  tokenLife = 3_600_000;
  /** Tokens that are refused. */
  revoked = new Set<string>();
  private tokens = 0;

  constructor(readonly clock: TestClock) {}

  /** The users with a live connection to a room. */
  protected abstract online(room: number): number[];

  token(user: number) {
    const iat = Math.floor(this.clock.now / 1000);
    this.tokens += 1;
    const claims = { user_id: user, iat, exp: iat + this.tokenLife / 1000, jti: this.tokens };
    return `h.${btoa(JSON.stringify(claims))}.s`;
  }

  createRoom(id: number, type: RoomType = "public", members = [1, 2]): FakeRoom {
    const room: FakeRoom = {
      id,
      name: `room ${id}`,
      type,
      members: new Map(
        members.map((user, n) => [user, { role: n ? "member" : "admin", read: 0, muted: false }]),
      ),
      messages: [],
      repeats: new Map(),
      banned: new Set(),
      pins: { version: 0, all: [] },
    };
    this.rooms.set(id, room);
    return room;
  }

  /** The room with an id; fails the test if there is none. */
  protected need(id: number): FakeRoom {
    const room = this.rooms.get(id);
    if (!room) throw new Error(`no room ${id}`);
    return room;
  }

  protected user(id: number): User {
    return { id, username: `user${id}`, first_name: "", last_name: "" };
  }

  /** The user whom a token names; null if the token is not valid. */
  protected caller(token: string): User | null {
    if (this.revoked.has(token)) return null;
    try {
      const claims = JSON.parse(atob(token.split(".")[1] ?? ""));
      return claims.exp * 1000 > this.clock.now ? this.user(claims.user_id) : null;
    } catch {
      return null;
    }
  }

  protected canRead(room: FakeRoom, user: number) {
    return !room.banned.has(user) && (room.type === "public" || room.members.has(user));
  }

  protected time() {
    return new Date(this.clock.now).toISOString();
  }

  /** A message in a frame for `user`: only its sender sees the `client_message_id`. */
  protected live(message: LiveMessage, user: number): LiveMessage {
    const { client_message_id, ...others } = message;
    const rest = { ...others, reactions: inFrame(message.reactions) };
    return user === message.sender.id && client_message_id ? { ...rest, client_message_id } : rest;
  }

  /** A message as REST answers it to `user`. */
  protected rest(message: LiveMessage, user: number): RestMessage {
    const { room_id, timestamp: _, ...rest } = this.live(message, user);
    const reactions = inAnswer(message.reactions, user);
    return { ...rest, reactions, room: { id: room_id, name: this.need(room_id).name } } as RestMessage &
      Message;
  }

  protected detail(room: FakeRoom, user: User): RoomDetail {
    const read = room.members.get(user.id)?.read;
    return {
      ...this.item(room, user),
      is_active: true,
      max_members: 50,
      updated_at: this.time(),
      members: [],
      last_read_message_id: read ? messageId(room.id, read) : null,
    } as RoomDetail;
  }

  /** The pins of a room as REST answers them to `user`. */
  protected pinned({ pins: { version, all }, messages }: FakeRoom, user: number) {
    const pins = all.map(({ seq, by, at }) => ({
      message: this.rest(messages[seq - 1] as LiveMessage, user),
      pinned_by: by,
      pinned_at: at,
    }));
    return { version, pins };
  }

  /** The thread of a message as REST answers it to `user`. */
  protected thread({ id, thread_id, room_id }: LiveMessage, user: number, query: URLSearchParams) {
    const { messages } = this.need(room_id);
    const rootId = thread_id ?? id;
    const replies = messages.filter((each) => each.thread_id === rootId);
    const later = replies.filter((each) => each.id > Number(query.get("after") ?? 0));
    const limit = Number(query.get("limit") ?? 20);
    const root = {
      ...(messages.find((each) => each.id === rootId) as LiveMessage),
      reply_count: replies.length,
    };
    return {
      root: this.rest(root, user),
      messages: later.slice(0, limit).map((each) => this.rest(each, user)),
      has_more: later.length > limit,
    };
  }

  /** One item of the room list. */
  protected item(room: FakeRoom, user: User): RoomListItem {
    const member = room.members.get(user.id);
    return {
      id: room.id,
      name: room.name,
      description: "",
      room_type: room.type,
      created_by: this.user(1),
      member_count: room.members.size,
      last_message: this.lastMessage(room),
      last_read_seq: member?.read ?? null,
      created_at: "2026-01-01T00:00:00.000Z",
      unread_count: member ? room.messages.length - member.read : 0,
      is_member: member !== undefined,
    } as RoomListItem;
  }

  /** The newest message of a room as the list shows it. */
  protected lastMessage({ messages }: FakeRoom): LastMessage | null {
    const message = messages.at(-1);
    if (!message) return null;
    const { id, content, sender, created_at, updated_at, is_deleted } = message;
    const { username, id: sender_id } = sender;
    return { id, content, sender: username, sender_id, created_at, updated_at, is_deleted };
  }

  protected list(user: User, scope: string | null) {
    const isListed = (room: FakeRoom) => room.members.has(user.id) === (scope !== "public");
    const at = (room: FakeRoom) => room.messages.at(-1)?.created_at ?? "";
    const listed = [...this.rooms.values()].filter(isListed);
    return listed.sort((a, b) => at(b).localeCompare(at(a))).map((room) => this.item(room, user));
  }

  protected members(room: FakeRoom) {
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

  /** A page of messages, by number or by the id of a message. */
  protected page(room: FakeRoom, user: User, query: URLSearchParams) {
    const all = room.messages;
    const given = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
    const limit = given("limit") ?? given("page_size") ?? 20;
    const at = (id: number) => all.findIndex((message) => message.id === id);
    const [after, before, around] = [given("after"), given("before"), given("around")];
    let found: LiveMessage[];
    let has_more: boolean | undefined;
    if (before !== undefined) {
      found = all.slice(Math.max(0, at(before) - limit), at(before)).reverse();
      has_more = at(before) > limit;
    } else if (after !== undefined || around !== undefined) {
      const from = around !== undefined ? Math.max(0, at(around) - limit / 2) : after ? at(after) + 1 : 0;
      found = all.slice(from, from + limit);
      has_more = from + limit < all.length;
    } else {
      const end = all.length - ((given("page") ?? 1) - 1) * limit;
      found = end > 0 ? all.slice(Math.max(0, end - limit), end).reverse() : [];
    }
    return {
      messages: found.map((message) => this.rest(message, user.id)),
      page: has_more === undefined ? 1 : null,
      page_size: limit,
      total: all.length,
      has_more,
    };
  }
}

/** The live side of the fake server: frames, and what happens in rooms. */

import { DELETED_MESSAGE_TEXT, REPLAY_MAX, type RefusalCode, SEQ_MAX } from "../../src/generated/facts.js";
import type { ClosedReason, LiveMessage, MessageBody, ServerFrame, User } from "../../src/index.js";
import { inFrame, withReaction } from "./reactions.js";
import { type FakeRoom, messageId } from "./rooms.js";
import { type Connection, FakeSockets, type Wire } from "./sockets.js";

/** Keeps connections, sends frames to them, and hears frames from them. */
export abstract class FakeLive extends FakeSockets {
  readonly frames: { user: number; frame: { type: string } }[] = [];
  /** Nothing answers: requests fail, handshakes are refused, open sockets stay as they are. */
  down = false;
  /** Selects the handshakes that are refused without a word. */
  refuses: () => boolean = () => false;
  /** Whether there are user sockets. */
  hasUserSocket = true;
  /** The most subscriptions of a user socket. */
  maxSubscriptions = 100;
  /** Whether connections are dropped once they are greeted. */
  dropsGreeted = false;

  /** Stores a message of another client, an answer to another message if `reply_to` is given. */
  say(room: number, content: string, user = 2, reply_to?: number) {
    return this.store(this.need(room), this.user(user), { content, reply_to });
  }

  edit(message: LiveMessage, content: string) {
    const changed = { ...message, content, is_edited: true, updated_at: this.time() };
    this.replace(changed);
    const { room_id } = changed;
    this.broadcast(room_id, (user) => ({
      type: "message_updated",
      room_id,
      message: this.live(changed, user),
    }));
    if (message.seq === this.need(room_id).messages.length) this.tellActivity(this.need(room_id));
    return changed;
  }

  erase(message: LiveMessage) {
    const updated_at = this.time();
    this.replace({ ...message, content: DELETED_MESSAGE_TEXT, is_deleted: true, updated_at });
    const { room_id, id: message_id, seq } = message;
    this.broadcast(room_id, () => ({ type: "message_deleted", room_id, message_id, seq, updated_at }));
    if (seq === this.need(room_id).messages.length) this.tellActivity(this.need(room_id));
    this.pin(message, false);
  }

  /** Pins a message or takes its pin back; tells the room, unless nothing is different. */
  pin({ room_id, seq }: LiveMessage, on = true, user = 2) {
    const { pins } = this.need(room_id);
    const others = pins.all.filter((pin) => pin.seq !== seq);
    const message_ids = () => pins.all.map((pin) => messageId(room_id, pin.seq));
    if (on === others.length < pins.all.length) return { version: pins.version, message_ids: message_ids() };
    pins.version += 1;
    pins.all = on ? [{ seq, by: this.user(user), at: this.time() }, ...others] : others;
    const told = { room_id, version: pins.version, message_ids: message_ids() };
    this.broadcast(room_id, () => ({ type: "pins_updated", ...told }));
    return told;
  }

  /** Sets a user's reaction to a message or takes it back; tells the room, unless nothing is different. */
  react({ room_id, seq, id: message_id }: LiveMessage, emoji: string, user = 2, on = true) {
    const message = this.need(room_id).messages[seq - 1] as LiveMessage;
    const all = withReaction(message.reactions, emoji, user, on);
    if (JSON.stringify(all) === JSON.stringify(message.reactions)) return message;
    const reactions_version = message.reactions_version + 1;
    const changed = { ...message, reactions: all, reactions_version };
    this.replace(changed);
    const reactions = inFrame(all);
    this.broadcast(room_id, () => ({
      type: "reactions",
      room_id,
      message_id,
      seq,
      reactions_version,
      reactions,
    }));
    return changed;
  }

  /** Changes a member's role or mute, as an admin does. */
  change(room_id: number, user: number, to: { role?: "admin" | "member"; muted?: boolean }) {
    const member = this.need(room_id).members.get(user);
    if (!member) throw new Error(`no member ${user}`);
    Object.assign(member, to);
    const { role, muted: is_muted } = member;
    this.broadcast(room_id, () => ({
      type: "member_updated",
      room_id,
      user: this.user(user),
      role,
      is_muted,
    }));
  }

  /** Lets another user join. */
  enter(room_id: number, user: number) {
    const room = this.need(room_id);
    const { members, messages } = room;
    members.set(user, { role: "member", read: messages.length, muted: false });
    this.tellUser(user, { type: "room_added", room_id, room: this.item(room, this.user(user)) });
    this.broadcast(room_id, () => ({
      type: "member_joined",
      room_id,
      user: this.user(user),
      is_muted: false,
    }));
  }

  /** Lets another user leave. */
  leave(room_id: number, user: number, reason: "left" | "removed" | "banned" = "left") {
    const { members, banned } = this.need(room_id);
    members.delete(user);
    if (reason === "banned") banned.add(user);
    this.tellUser(user, { type: "room_removed", room_id, reason });
    for (const {
      user: { id },
      subscriptions,
      deliver,
    } of this.connections) {
      if (id === user && subscriptions?.delete(room_id))
        deliver({ type: "unsubscribed", room_id, reason: "left" });
    }
    for (const each of [...this.connections]) {
      if (each.room !== room_id || each.user.id !== user) continue;
      each.deliver({ type: "closed", room_id, reason });
      each.end(1000);
    }
    if (reason !== "left") this.close(user, "access_changed");
    this.broadcast(room_id, () => ({ type: "member_left", room_id, user: this.user(user) }));
  }

  /** Cuts every connection, or those of a user. */
  cut(user?: number) {
    for (const each of [...this.connections]) if (!user || each.user.id === user) each.end(1006);
  }

  /** Forgets all connections without telling the clients: half-open sockets. */
  freeze() {
    this.connections.clear();
  }

  /** Closes the connections of a user for a reason. */
  close(user: number, reason: ClosedReason) {
    for (const each of [...this.connections]) {
      if (each.user.id !== user || (reason === "access_changed" && !each.subscriptions)) continue;
      each.deliver({ type: "closed", room_id: each.room, reason });
      each.end(1000);
    }
  }

  /** Sends a frame to a user's notification channels and user sockets. */
  notify(user: number, frame: ServerFrame) {
    for (const each of this.connections) if (each.room === null && each.user.id === user) each.deliver(frame);
  }

  /** Sends a frame to a user's user sockets, but for those that are subscribed to a room. */
  tellUser(user: number, frame: ServerFrame, except = 0) {
    for (const {
      user: { id },
      subscriptions,
      deliver,
    } of this.connections) {
      if (subscriptions && id === user && !subscriptions.has(except)) deliver(frame);
    }
  }

  /** Sends a frame to everybody in a room but one user. */
  broadcast(room: number, frame: (user: number) => ServerFrame, except = 0) {
    for (const each of this.connections) {
      const isThere = each.room === room || each.subscriptions?.has(room);
      if (isThere && each.user.id !== except) each.deliver(frame(each.user.id));
    }
  }

  /** Tells the members of a room of its newest message, where their user sockets are not subscribed to it. */
  private tellActivity(room: FakeRoom) {
    const last_message = this.lastMessage(room);
    if (!last_message) return;
    const last_seq = room.messages.length;
    for (const user of room.members.keys()) {
      this.tellUser(user, { type: "activity", room_id: room.id, last_seq, last_message }, room.id);
    }
  }

  /** Stores a message, or answers the first one of a repeat. */
  protected store(room: FakeRoom, sender: User, body: MessageBody): LiveMessage {
    const name = body.client_message_id && `${sender.id} ${body.client_message_id}`;
    const known = name && room.repeats.get(name);
    if (known) return known;
    const seq = room.messages.length + 1;
    const now = this.time();
    const answered = room.messages.find((each) => each.id === body.reply_to);
    const message: LiveMessage = {
      id: messageId(room.id, seq),
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
      reactions: [],
      reactions_version: 0,
      reply_to: body.reply_to ?? null,
      thread_id: answered ? (answered.thread_id ?? answered.id) : null,
      reply_count: 0,
      last_reply_id: null,
      timestamp: now,
      created_at: now,
      updated_at: now,
      client_message_id: body.client_message_id,
    };
    room.messages.push(message);
    if (name) room.repeats.set(name, message);
    const member = room.members.get(sender.id);
    if (member) member.read = seq;
    this.broadcast(room.id, (user) => ({
      type: "chat_message",
      room_id: room.id,
      message: this.live(message, user),
    }));
    this.tellActivity(room);
    return message;
  }

  /** Moves a user's read position forward to a message. */
  protected read(room: FakeRoom, user: User, id: number) {
    const member = room.members.get(user.id);
    const seq = id % (SEQ_MAX + 1);
    if (!member || seq <= member.read) return;
    member.read = seq;
    this.broadcast(room.id, () => ({ type: "read", room_id: room.id, user, message_id: id }));
    this.tellUser(user.id, { type: "read", room_id: room.id, user, message_id: id }, room.id);
  }

  protected online(room: number) {
    const here = [...this.connections].filter((each) => each.room === room || each.subscriptions?.has(room));
    return [...new Set(here.map(({ user }) => user.id))];
  }

  private replace(message: LiveMessage) {
    this.need(message.room_id).messages[message.seq - 1] = message;
  }

  protected shakeHands(wire: Wire, { pathname, searchParams }: URL, token: string) {
    const user = this.caller(token);
    const isUserSocket = pathname === "/ws/";
    const id = isUserSocket || pathname.includes("notifications") ? null : Number(pathname.split("/")[3]);
    const room = id === null ? null : this.rooms.get(id);
    const isRefused =
      (isUserSocket && !this.hasUserSocket) ||
      this.down ||
      this.refuses() ||
      room === undefined ||
      (room && user && !this.canRead(room, user.id));
    if (isRefused || !user) return this.shut(wire, 1006);
    if (wire.state.readyState === 3) return;
    wire.state.readyState = 1;
    const connection = this.connect(wire, user, id, token);
    if (isUserSocket) connection.subscriptions = new Set();
    wire.connection = connection;
    wire.socket.send = (data) =>
      this.later(() => this.connections.has(connection) && this.hear(connection, JSON.parse(data)));
    wire.socket.onopen?.();
    this.greet(connection, room ?? null, searchParams.get("since"));
  }

  private greet(connection: Connection, room: FakeRoom | null, since: string | null) {
    const { user } = connection;
    const place = this.place(room);
    if (connection.subscriptions) this.connections.add(connection);
    connection.deliver({
      type: "connection_established",
      message: "连接成功",
      user,
      ...place,
      ...(room && { online_user_ids: [user.id, ...this.online(room.id)] }),
    });
    if (this.dropsGreeted) return connection.end(1001);
    if (connection.subscriptions) return;
    if (room && since !== null) this.replay(connection, room, Number(since));
    this.connections.add(connection);
    connection.deliver({ type: "live", ...place });
  }

  /** The fields of a frame that name the connection's room and its newest message; none without a room. */
  private place(room: FakeRoom | null | undefined) {
    return room ? { room_id: room.id, last_seq: room.messages.length } : {};
  }

  private replay(connection: Connection, { id: room_id, messages }: FakeRoom, since: number) {
    const from = since ? messages.findIndex(({ id }) => id === since) + 1 : 0;
    const missed = messages.slice(from);
    for (const message of missed.slice(0, REPLAY_MAX)) {
      connection.deliver({
        type: "chat_message",
        room_id,
        message: this.live(message, connection.user.id),
        replayed: true,
      });
    }
    const after = missed[REPLAY_MAX - 1]?.id;
    if (after && missed.length > REPLAY_MAX) connection.deliver({ type: "replay_truncated", room_id, after });
  }

  private hear(connection: Connection, frame: { type: string; [key: string]: unknown }) {
    const { user, subscriptions } = connection;
    this.frames.push({ user: user.id, frame });
    const id = subscriptions ? Number(frame.room_id) : connection.room;
    const room = id === null ? undefined : this.rooms.get(id);
    if (!this.caller(connection.token)) {
      connection.deliver({ type: "closed", room_id: connection.room, reason: "expired" });
      return connection.end(1000);
    }
    if (frame.type === "token") return this.renew(connection, String(frame.token));
    if (frame.type === "ping")
      connection.deliver({ type: "pong", ...this.place(room), ...this.newest(connection) });
    if (subscriptions && frame.type === "subscribe") return this.subscribe(connection, subscriptions, frame);
    if (subscriptions && frame.type === "unsubscribe") {
      if (subscriptions.delete(Number(id))) connection.deliver({ type: "unsubscribed", room_id: Number(id) });
      return;
    }
    if (frame.type === "typing" && room) {
      const is_typing = frame.is_typing === true;
      this.broadcast(room.id, () => ({ type: "typing", room_id: room.id, user, is_typing }), user.id);
    }
    if (frame.type === "read" && room) this.read(room, user, Number(frame.message_id));
  }

  /** The numbers of the newest messages of the rooms that a user socket is subscribed to. */
  private newest({ subscriptions }: Connection) {
    if (!subscriptions) return {};
    return {
      last_seqs: Object.fromEntries([...subscriptions].map((id) => [id, this.need(id).messages.length])),
    };
  }

  /** Takes a newer token of the same user; an older server does not know the frame. */
  private renew(connection: Connection, token: string) {
    if (!this.hasUserSocket) {
      return connection.deliver({ type: "error", code: "unknown_frame", message: "unknown" });
    }
    const user = this.caller(token);
    if (user?.id !== connection.user.id) {
      return connection.deliver({
        type: "error",
        code: user ? "other_user" : "token_expired",
        message: "no",
      });
    }
    connection.token = token;
    const { exp } = JSON.parse(atob(token.split(".")[1] ?? ""));
    connection.deliver({ type: "token_accepted", expires_at: new Date(exp * 1000).toISOString() });
  }

  private subscribe(connection: Connection, subscriptions: Set<number>, frame: { [key: string]: unknown }) {
    const room_id = Number(frame.room_id);
    const { user } = connection;
    const refuse = (code: RefusalCode) => connection.deliver({ type: "error", room_id, code, message: code });
    const room = this.rooms.get(room_id);
    if (!room || (!this.canRead(room, user.id) && !room.banned.has(user.id))) return refuse("room_not_found");
    if (room.banned.has(user.id)) return refuse("banned");
    if (subscriptions.has(room_id)) return refuse("already_subscribed");
    if (subscriptions.size >= this.maxSubscriptions) return refuse("too_many_subscriptions");
    connection.deliver({
      type: "subscribed",
      message: "连接成功",
      user,
      room_id,
      last_message_id: room.messages.at(-1)?.id ?? null,
      last_seq: room.messages.length,
      online_user_ids: [...new Set([user.id, ...this.online(room_id)])],
    });
    if (frame.since !== undefined) this.replay(connection, room, Number(frame.since));
    subscriptions.add(room_id);
    connection.deliver({ type: "live", room_id, last_seq: room.messages.length });
  }
}

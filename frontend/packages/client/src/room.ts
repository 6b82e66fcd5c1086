import { socketAddress } from "./address.js";
import { cell, derived, event } from "./cell.js";
import type { Context } from "./context.js";
import { createDraft, type StoredDraft } from "./draft.js";
import { ChatError } from "./error.js";
import { createHistory } from "./history.js";
import { createPeople } from "./people.js";
import { createReading } from "./reading.js";
import { persist } from "./retry.js";
import { composeTimeline, EMPTY } from "./timeline.js";
import type { LocalEntry, Member, Message, Room, RoomDetail, RoomPhase, Timeline } from "./types.js";
import { plain } from "./window.js";
import type { ClosedReason, LiveMessage, MemberChange, RestMessage, ServerFrame } from "./wire.js";

/** How long a room stays connected that nobody watches. */
const LINGER_MS = 5_000;
const TYPING_EVERY_MS = 3_000;
/** Our own message should come back by the connection within this time. */
const ECHO_WITHIN_MS = 10_000;
const INFO_AFTER_MS = 500;
/** Messages kept of a room that nobody watches. */
const KEPT = 100;
/** Message ids remembered to tell a new one from a repeated one. */
const SEEN = 1_000;

/** A room, and what the chat does with it. */
export interface RoomParts {
  room: Room;
  draft: StoredDraft;
  /** The server's answer to a message sent from here. */
  sent(message: RestMessage | Message): void;
  outboxChanged(): void;
  /** The room list, or who the caller is, has changed. */
  listChanged(): void;
  /** Reads the room again, if it is open. */
  refresh(): void;
  dispose(): void;
}

type Gone = Exclude<RoomPhase, string>["gone"];

export function createRoom(context: Context, id: number): RoomParts {
  const { env, soon, rest, outbox } = context;
  let watchers = 0;
  let open = false;
  let wasLive = false;
  let gone: Gone | null = null;
  let cancelLinger = () => {};
  let cancelInfo: (() => void) | null = null;
  let typedAt = Number.NEGATIVE_INFINITY;
  let firstUnread: { seq: number; id: number } | null = null;
  /** Sent entries whose message is not in sight yet, by number. */
  const held = new Map<number, LocalEntry>();
  const mine = new Set<string>();
  /** Ids that frames have brought. */
  const seen = new Set<number>();
  const live = event<Message>();

  const info = cell<RoomDetail | null>(null, soon);
  const own = cell<Member | null>(null, soon);
  const isMe = (user: number) => user === context.me.get()?.id;
  const history = createHistory({ env, room: id, rest, onChange: touch, onProblem: problem });
  const { window } = history;
  const people = createPeople(env, soon, rest, id, isMe);
  const draft = createDraft(env, (state) => context.saveDraft(id, state));
  const reading = createReading({
    env,
    soon,
    window,
    listed: () => context.listed(id)?.unread_count ?? 0,
    tell(message_id) {
      if (!link.send({ type: "read", message_id })) rest.readMessage(message_id).catch(() => undefined);
      context.hasRead(id, message_id, reading.unread.get().count);
    },
  });
  const link = context.link({
    url: () => socketAddress(context.config, id, history.since()),
    probe: () => rest.listMessages(id, { page_size: 1 }),
    onFrame: hear,
    onLive(absent, lastSeq) {
      history.live(absent, lastSeq);
      if (absent && wasLive) void readInfo(false).then((take) => take());
      wasLive = true;
      touch();
    },
    onGone: (why) => (typeof why === "string" ? leaveWith(CLOSED[why]) : problem(why)),
  });

  const phase = derived<RoomPhase>("cold", soon, (before) => {
    if (gone) return typeof before === "object" && before.gone === gone ? before : { gone };
    if (!open) return "cold";
    if (!window.loaded()) return "loading";
    return link.state().at === "live" && history.current() ? "current" : "catching_up";
  });

  const timeline = derived<Timeline>(EMPTY, soon, (before) => {
    for (const seq of held.keys()) if (seq <= window.end()) held.delete(seq);
    const waiting = outbox.entries(id).filter((entry) => !mine.has(entry.key));
    return composeTimeline(before, window, [...held.values(), ...waiting], findFirstUnread());
  });

  function touch() {
    timeline.touch();
    phase.touch();
    reading.unread.touch();
  }

  function findFirstUnread() {
    const seq = reading.firstUnreadSeq();
    if (seq === null || seq <= window.base())
      return seq === firstUnread?.seq ? (firstUnread?.id ?? null) : null;
    if (firstUnread?.seq !== seq) {
      const message = window.messages().find((m) => m.seq >= seq && !isMe(m.sender.id));
      firstUnread = message ? { seq, id: message.id } : null;
    }
    return firstUnread?.id ?? null;
  }

  function problem(error: unknown) {
    if (!(error instanceof ChatError) || (error.status !== 403 && error.status !== 404)) return;
    leaveWith(
      error.status === 404
        ? "not_found"
        : error.detail === "banned" || error.detail === "not_a_member"
          ? error.detail
          : "forbidden",
    );
  }

  function leaveWith(why: Gone) {
    if (!open || gone) return;
    gone = why;
    letGo();
    own.set(null);
    reading.unread.touch();
    context.roomsChanged();
  }

  /** Notes a copy of a message, wherever it comes from. */
  function note(message: LiveMessage | RestMessage | Message) {
    const key = message.client_message_id;
    if (key) {
      mine.add(key);
      const entry = outbox.settle(key);
      if (entry && message.seq > window.end()) held.set(message.seq, { ...entry, state: "sending" });
    }
    if (isMe(message.sender.id)) reading.moveTo(message);
  }

  function hear(frame: ServerFrame) {
    switch (frame.type) {
      case "connection_established":
        people.greeted(frame.online_user_ids ?? []);
        if (!context.me.get()) context.me.set({ ...frame.user, unread_total: 0 });
        return;
      case "chat_message":
        return hearMessage(frame.message, frame.replayed === true);
      case "message_updated":
        window.change(frame.message);
        return touch();
      case "message_deleted":
        window.erase(frame.seq);
        return touch();
      case "pong":
        return history.sawLast(frame.last_seq ?? 0);
      case "typing":
        return people.types(frame.user, frame.is_typing);
      case "user_join":
        return people.came(frame.user.id);
      case "user_leave":
        return people.went(frame.user.id);
      case "member_joined":
      case "member_left":
        return refresh();
      case "room_updated": {
        const before = info.get();
        if (before) info.set({ ...before, ...frame.room });
        return context.roomsChanged();
      }
      case "read":
        return hearRead(frame.user.id, frame.message_id);
      case "error":
        return context.diagnose({ kind: "frame", text: `${frame.code}: ${frame.message}` });
    }
  }

  function hearMessage(message: LiveMessage, replayed: boolean) {
    note(message);
    history.add([message]);
    people.stopsTyping(message.sender.id);
    if (seen.has(message.id)) return;
    seen.add(message.id);
    if (seen.size > SEEN) seen.delete(seen.values().next().value as number);
    const copy = plain(message);
    context.arrived(id, copy, reading.unread.get().count);
    if (!replayed) live.emit(copy);
  }

  function hearRead(user: number, messageId: number) {
    if (!isMe(user)) return people.hasRead(user, messageId);
    const message = window.find(messageId);
    if (!message) return context.roomsChanged();
    reading.moveTo(message);
    context.hasRead(id, messageId, reading.unread.get().count);
  }

  async function readInfo(opening: boolean) {
    const active = () => open && !gone;
    try {
      const detail = await persist(env, active, () => rest.getRoom(id));
      info.set(detail);
      if (!detail.is_member) own.set(null);
      else if (active()) void readOwn(detail);
      return () => reading.take(detail, opening);
    } catch (error) {
      if (active()) problem(error);
      return () => undefined;
    }
  }

  async function readOwn(detail: RoomDetail) {
    const me = context.me.get() ?? (await rest.getMe().catch(() => null));
    if (!me) return;
    const asked = { prefix: me.username, limit: 100 };
    const page = await rest.listMembers(detail.id, asked).catch(() => null);
    const line = page?.items.find((member) => member.id === me.id);
    if (line) own.set(line);
  }

  function refresh() {
    if (!open || cancelInfo) return;
    people.reload();
    cancelInfo = env.after(INFO_AFTER_MS, () => {
      cancelInfo = null;
      void readInfo(false).then((take) => take());
    });
  }

  function openUp() {
    context.activate();
    open = true;
    wasLive = false;
    gone = null;
    history.start();
    link.start();
    void Promise.all([readInfo(true), history.ready()]).then(([take]) => {
      take();
      touch();
    });
    touch();
  }

  /** Ends the connection; what was read stays, as far as it is worth it. */
  function letGo() {
    reading.flush();
    draft.flush();
    open = false;
    cancelInfo?.();
    cancelInfo = null;
    history.stop();
    link.stop();
    people.reset();
    window.trim(KEPT);
    touch();
  }

  const rejoin = () => {
    if (watchers > 0 && !open) openUp();
    context.roomsChanged();
  };

  const room: Room = {
    id,
    phase,
    info,
    own,
    timeline,
    members: people.members,
    typing: people.typing,
    online: people.online,
    unread: reading.unread,
    readBy: people.readBy,
    draft,
    watch() {
      watchers += 1;
      cancelLinger();
      if (!open) openUp();
      let released = false;
      return () => {
        if (released) return;
        released = true;
        watchers -= 1;
        if (watchers > 0) return;
        reading.flush();
        cancelLinger = env.after(LINGER_MS, () => open && letGo());
      };
    },
    older: history.older,
    newer: history.newer,
    around: history.around,
    latest: history.latest,
    message: async (messageId) => window.find(messageId) ?? plain(await rest.getMessage(messageId)),
    send(outgoing) {
      context.activate();
      typedAt = Number.NEGATIVE_INFINITY;
      if (!window.attached()) history.latest().catch(() => undefined);
      return outbox.send(id, outgoing);
    },
    retry: outbox.retry,
    discard: outbox.discard,
    async edit(messageId, content) {
      history.add([await rest.editMessage(messageId, content)]);
    },
    async remove(messageId) {
      await rest.deleteMessage(messageId);
      const message = window.find(messageId);
      if (message) window.erase(message.seq);
      touch();
    },
    markRead: reading.mark,
    keystroke() {
      if (env.now() - typedAt < TYPING_EVERY_MS) return;
      if (link.send({ type: "typing", is_typing: true })) typedAt = env.now();
    },
    async join() {
      await rest.joinRoom(id);
      gone = null;
      if (open) refresh();
      rejoin();
    },
    async leave() {
      await rest.leaveRoom(id);
      leaveWith("left");
      context.roomsChanged();
    },
    invite: async (userId) => void (await rest.inviteUser(id, userId)),
    async update(change) {
      info.set(await rest.updateRoom(id, change));
      context.roomsChanged();
    },
    async moderate(userId: number, change: MemberChange) {
      const member = await rest.updateMember(id, userId, change);
      people.reload();
      refresh();
      return member;
    },
    async removeMember(userId) {
      await rest.removeMember(id, userId);
      people.reload();
      refresh();
    },
    loadMembers: () => people.load(false),
    moreMembers: () => people.load(true),
    searchMembers: async (prefix) => (await rest.listMembers(id, { prefix, limit: 20 })).items,
    banned: async () => (await rest.listMembers(id, { banned: true })).items,
    onMessage: live.on,
  };

  return {
    room,
    draft,
    sent(message) {
      note(message);
      if (open) history.add([message]);
      timeline.touch();
      if (info.get()?.is_member === false) refresh();
      if (seen.has(message.id) || link.state().at !== "live") return;
      env.after(ECHO_WITHIN_MS, () => {
        if (!seen.has(message.id)) link.check();
      });
    },
    outboxChanged: () => timeline.touch(),
    listChanged: () => reading.unread.touch(),
    refresh,
    dispose: letGo,
  };
}

const CLOSED: Record<ClosedReason, Gone> = {
  left: "left",
  removed: "removed",
  banned: "banned",
  room_closed: "closed",
  expired: "forbidden",
  replaced: "forbidden",
};

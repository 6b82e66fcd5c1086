import { socketAddress } from "./address.js";
import { cell, derived, event } from "./cell.js";
import type { Context } from "./context.js";
import { createDraft } from "./draft.js";
import { ChatError } from "./error.js";
import { createHistory } from "./history.js";
import { ECHO_WITHIN_MS, KEPT_MOST, REFRESH_AFTER_MS, SEEN_MOST, TYPING_EVERY_MS } from "./limits.js";
import { createPeople } from "./people.js";
import { createReading } from "./reading.js";
import { persist } from "./retry.js";
import { composeTimeline, EMPTY } from "./timeline.js";
import type { LocalEntry, MemberEvent, Room, RoomPhase, Timeline } from "./types.js";
import { counted } from "./watch.js";
import { plain } from "./window.js";
import type {
  LiveMessage,
  Member,
  MemberFrame,
  Message,
  RestMessage,
  RoomDetail,
  ServerFrame,
} from "./wire.js";

/** A room, and what the chat does with it. */
export interface RoomParts {
  room: Room;
  /** The server's answer to a message sent from here. */
  sent(message: RestMessage | Message): void;
  /** The outbox, the room list or who the caller is has changed. */
  changed(): void;
  /** Reads the room again, if it is open. */
  refresh(): void;
  dispose(): void;
}

type Gone = Exclude<RoomPhase, string>["gone"];

export function createRoom(context: Context, id: number): RoomParts {
  const { env, naps, soon, rest, outbox } = context;
  let wanted = false;
  let open = false;
  let openings = 0;
  let wasLive = false;
  let gone: { gone: Gone } | null = null;
  let refreshing = false;
  let typedAt = 0;
  /** Sent entries whose message is not in sight yet, by number. */
  const held = new Map<number, LocalEntry>();
  /** Client ids of messages that the server has. */
  const stored = new Set<string>();
  /** Ids that frames have brought. */
  const seen = new Set<number>();
  const live = event<Message>();
  const changes = event<MemberEvent>();

  const info = cell<RoomDetail | null>(null, soon);
  const own = cell<Member | null>(null, soon);
  const isMe = (user: number) => user === context.me.get()?.id;
  const history = createHistory(context, id, note, touch, problem);
  const { window } = history;
  const people = createPeople(context, id, isMe);
  const draft = createDraft(id, context.opened);
  const reading = createReading(
    context,
    window,
    () => context.rooms.list.find(id)?.unread_count ?? 0,
    (message_id) => {
      if (!link.send({ type: "read", message_id })) rest.readMessage(message_id).catch(() => {});
      tellRead(message_id);
    },
  );

  const link = context.link({
    url: () => socketAddress(context.config, id, history.since()),
    probe: () => rest.listMessages(id, { page_size: 1 }),
    onFrame: hear,
    onLive(absent, lastSeq) {
      history.live(absent, lastSeq);
      if (absent && wasLive) void readInfo(false);
      wasLive = true;
    },
    onGone: (why) =>
      typeof why === "string" ? leaveWith(why === "room_closed" ? "closed" : (why as Gone)) : problem(why),
  });

  const phase = derived<RoomPhase>("cold", soon, () => {
    if (gone) return gone;
    if (!open) return "cold";
    if (!window.loaded()) return "loading";
    return link.state().at === "live" && history.current() ? "current" : "catching_up";
  });

  const timeline = derived<Timeline>(EMPTY, soon, (before) => {
    for (const seq of held.keys()) if (seq <= window.end()) held.delete(seq);
    const waiting = outbox.entries(id).filter((entry) => !stored.has(entry.key));
    return composeTimeline(before, window, [...held.values(), ...waiting], firstUnread());
  });

  function touch() {
    timeline.touch();
    phase.touch();
    reading.unread.touch();
  }

  function firstUnread() {
    const seq = reading.firstUnreadSeq();
    if (!seq || seq <= window.base()) return null;
    return window.messages().find((m) => m.seq >= seq && !isMe(m.sender.id))?.id ?? null;
  }

  function problem(error: unknown) {
    if (!(error instanceof ChatError)) return;
    const { status, detail } = error;
    if (status === 404) leaveWith("not_found");
    else if (detail === "banned" || detail === "not_a_member") leaveWith(detail);
    else if (status === 403) leaveWith("forbidden");
  }

  function leaveWith(why: Gone) {
    if (!open) return;
    gone = { gone: why };
    letGo();
    own.set(null);
    context.rooms.changed();
  }

  /** Notes a copy of a message, wherever it comes from. */
  function note(message: LiveMessage | RestMessage | Message) {
    const key = message.client_message_id;
    if (key) {
      stored.add(key);
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
        return hearMessage(frame.message, frame.replayed);
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
        return people.came(frame.user);
      case "user_leave":
        return people.went(frame.user);
      case "room_updated":
        return refresh();
      case "member_updated":
      case "member_joined":
      case "member_left":
        return hearMember(frame);
      case "read": {
        if (!isMe(frame.user.id)) return people.hasRead(frame.user.id, frame.message_id);
        const message = window.find(frame.message_id);
        if (message) reading.moveTo(message);
        return tellRead(frame.message_id);
      }
      case "error":
        return context.diagnose(frame.message);
    }
  }

  /** One's own role and mute show at once; the members are read again. */
  function hearMember(frame: MemberFrame) {
    changes.emit({ ...frame, afterSeq: window.last() });
    const { type, ...now } = frame;
    const mine = own.get();
    if (mine?.id === frame.user.id) own.set({ ...mine, ...now });
    refresh();
  }

  function hearMessage(message: LiveMessage, replayed?: boolean) {
    note(message);
    history.add([message]);
    people.types(message.sender, false);
    if (seen.has(message.id)) return;
    if (seen.size > SEEN_MOST) seen.clear();
    seen.add(message.id);
    context.rooms.arrived(id, message, reading.unread.get().count);
    if (!replayed) live.emit(plain(message));
  }

  function tellRead(messageId: number) {
    context.rooms.setUnread(id, reading.unread.get().count);
    context.notifications.readUpTo(id, messageId);
  }

  async function readInfo(opening: boolean) {
    const mine = openings;
    const still = () => mine === openings;
    try {
      const detail = await persist(
        naps,
        () => open && still(),
        () => rest.getRoom(id),
      );
      if (!still()) return;
      info.set(detail);
      await history.ready();
      reading.take(detail, opening);
      touch();
      own.set(detail.is_member ? await readOwn() : null);
    } catch (error) {
      if (still()) problem(error);
    }
  }

  async function readOwn() {
    const me = context.me.get() ?? (await rest.getMe());
    const { items } = await rest.listMembers(id, { prefix: me.username, limit: 100 });
    return items.find((member) => member.id === me.id) ?? null;
  }

  /** Changes in quick succession are read once. */
  function refresh() {
    context.rooms.changed();
    if (!open || refreshing) return;
    refreshing = true;
    env.after(REFRESH_AFTER_MS, () => {
      refreshing = false;
      if (!open) return;
      people.reload();
      void readInfo(false);
    });
  }

  function openUp() {
    context.activate();
    open = true;
    openings += 1;
    wasLive = false;
    gone = null;
    history.start();
    link.start();
    void readInfo(true);
    touch();
  }

  /** Ends the connection; what was read stays, as far as it is worth it. */
  function letGo() {
    reading.flush();
    open = false;
    history.stop();
    link.stop();
    people.reset();
    window.trim(KEPT_MOST);
    touch();
  }

  /** Does something to the room, then reads it again. */
  const act = async <T>(done: Promise<T>) => {
    const answer = await done;
    refresh();
    return answer;
  };

  const room: Room = {
    id,
    phase,
    info,
    own,
    timeline,
    ...people.room,
    ...history.room,
    unread: reading.unread,
    draft,
    watch: counted(
      env,
      () => {
        wanted = true;
        if (!open) openUp();
      },
      () => {
        wanted = false;
        if (open) letGo();
      },
    ),
    message: async (messageId) => window.find(messageId) ?? plain(await rest.getMessage(messageId)),
    send(outgoing) {
      context.activate();
      typedAt = 0;
      history.room.latest().catch(() => {});
      return outbox.send(id, outgoing);
    },
    retry: outbox.retry,
    discard: outbox.discard,
    async edit(messageId, content) {
      window.change(await rest.editMessage(messageId, content));
      touch();
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
      await act(rest.joinRoom(id));
      if (wanted && !open) openUp();
    },
    async leave() {
      await rest.leaveRoom(id);
      leaveWith("left");
    },
    invite: async (userId) => void (await rest.inviteUser(id, userId)),
    update: async (change) => info.set(await act(rest.updateRoom(id, change))),
    moderate: (userId, change) => act(rest.updateMember(id, userId, change)),
    removeMember: async (userId) => void (await act(rest.removeMember(id, userId))),
    searchMembers: async (prefix) => (await rest.listMembers(id, { prefix, limit: 20 })).items,
    banned: async () => (await rest.listMembers(id, { banned: true })).items,
    onMessage: live.on,
    onMember: changes.on,
  };

  return {
    room,
    sent(message) {
      note(message);
      if (open) history.add([message]);
      if (!info.get()?.is_member) refresh();
      env.after(ECHO_WITHIN_MS, () => {
        if (open && !seen.has(message.id)) link.check();
      });
    },
    changed: touch,
    refresh,
    dispose: letGo,
  };
}

import { type Cell, cell, type Derived, derived, event } from "../cell.js";
import {
  ECHO_WITHIN_MS,
  MAX_KEPT,
  MAX_SEEN,
  MENTION_CHOICES,
  REFRESH_AFTER_MS,
  TYPING_EVERY_MS,
} from "../limits.js";
import { plain } from "../state/copies.js";
import { createDraft } from "../state/draft.js";
import { History, type HistoryEvents } from "../state/history.js";
import { seqOf } from "../state/message-id.js";
import { createPeople, type People } from "../state/people.js";
import { createReading, type Reading } from "../state/reading.js";
import type { Session } from "../state/session.js";
import { composeTimeline, EMPTY } from "../state/timeline.js";
import { createWatch } from "../state/watch.js";
import type { Line } from "../transport/channel.js";
import { retryWhile } from "../transport/retry.js";
import type { LinePhase } from "../transport/tables.js";
import type { Transport } from "../transport/transport.js";
import type { GoneReason, MemberEvent, Room, RoomPhase } from "../types/room.js";
import type { LocalKey, Outgoing, Timeline } from "../types/timeline.js";
import type {
  LiveMessage,
  Member,
  MemberFrame,
  Message,
  RoomDetail,
  ServerFrame,
  User,
} from "../types/wire.js";
import { goneReason } from "./gone.js";
import type { Lists } from "./lists.js";
import { readOwnMember } from "./own-member.js";
import { createOwnMessages, type OwnMessages } from "./own-messages.js";

/** One room: connects while it is watched, takes what arrives, and shows it. */
export class RoomCore implements Line, HistoryEvents {
  /** The public face of the room. */
  declare readonly room: Room;
  #transport: Transport;
  #session: Session;
  #lists: Lists;
  /** The room. */
  declare readonly id: number;
  #history: History;
  #ownMessages: OwnMessages;
  #people: People;
  #reading: Reading;
  phase: LinePhase = "o";
  #info: Cell<RoomDetail | null>;
  /** The user's own item of the member list. */
  #own: Cell<Member | null>;
  #phase: Derived<RoomPhase>;
  #timeline: Derived<Timeline>;
  #arrivals = event<Message>();
  #changes = event<MemberEvent>();
  #isWatched = false;
  #isOpen = false;
  /** Stands for the last opening of the room: another object each time. */
  #opening = {};
  /** The opening in which the connection was live last. */
  #liveIn: object | null = null;
  /** Why the server does not let the user see the room; null if it does. */
  #gone: { gone: GoneReason } | null = null;
  /** Whether a read of the room is due. */
  #isDue = false;
  /** The time of the last typing frame; a message sent makes the next one due. */
  #typedAt = 0;
  /** The ids of messages that frames have brought. */
  #seen = new Set<number>();

  constructor(transport: Transport, session: Session, lists: Lists, id: number) {
    const { rest, soon } = transport;
    this.#transport = transport;
    this.#session = session;
    this.#lists = lists;
    this.id = id;
    this.#info = cell<RoomDetail | null>(null, soon);
    this.#own = cell<Member | null>(null, soon);
    this.#phase = derived<RoomPhase>("cold", soon, () => {
      if (this.#gone) return this.#gone;
      if (!this.#isOpen) return "cold";
      if (!this.#history.loaded) return "loading";
      return this.phase === "l" && this.#history.current() ? "current" : "catching_up";
    });
    this.#history = new History(transport, id, this);
    this.#ownMessages = createOwnMessages(lists.outbox, id, this.#history);
    this.#people = createPeople(transport, id, session.isMe);
    this.#reading = createReading(
      transport,
      this.#history,
      () => lists.rooms.find(id)?.unread_count ?? 0,
      (message_id) => {
        // The server takes no mark from one who may not read the room any more.
        if (this.#gone) return;
        if (!transport.say(this, { type: "read", message_id })) rest.readMessage(message_id).catch(() => {});
        this.#showRead(message_id);
      },
    );
    this.#timeline = derived(EMPTY, soon, (before) =>
      composeTimeline(before, this.#history, this.#ownMessages.entries(), this.#firstUnreadId()),
    );
    this.room = this.#face();
  }

  /** Marks everything that is computed from the room as outdated. */
  show() {
    this.#timeline.show();
    this.#phase.show();
    this.#reading.unread.show();
  }

  /** Reads the room again soon, if it is open; calls in quick succession lead to one read. */
  refresh() {
    if (!this.#isOpen || this.#isDue) return;
    this.#isDue = true;
    this.#transport.env.after(REFRESH_AFTER_MS, () => {
      this.#isDue = false;
      if (!this.#isOpen) return;
      this.#people.refresh();
      this.#read(false);
    });
  }

  /** Takes the server's answer to a message that was sent from here. Its frame should follow soon. */
  take(message: Message) {
    this.read(message);
    if (this.#isOpen) this.#history.take([message]);
    if (!this.#info.get()?.is_member) this.refresh();
    this.#transport.env.after(ECHO_WITHIN_MS, () => {
      if (this.#isOpen && !this.#seen.has(message.id)) this.#transport.check();
    });
  }

  /** Ends the room's connection. What was read stays, up to a limit. */
  close() {
    this.#reading.send();
    this.#isOpen = false;
    this.#history.close();
    this.#transport.unfollow(this);
    this.#people.reset();
    this.#history.cut(MAX_KEPT);
    this.show();
  }

  #face(): Room {
    const id = this.id;
    const { outbox } = this.#lists;
    const { env, rest } = this.#transport;
    const window = this.#history;
    return {
      ...this.#people.room,
      ...this.#history.moves,
      id,
      watch: createWatch(
        env,
        () => {
          this.#isWatched = true;
          this.#open();
        },
        () => {
          this.#isWatched = false;
          if (this.#isOpen) this.close();
        },
      ),
      phase: this.#phase,
      info: this.#info,
      own: this.#own,
      timeline: this.#timeline,
      unread: this.#reading.unread,
      markRead: this.#reading.mark,
      draft: createDraft(id, this.#session.opened),
      message: async (messageId) => window.find(messageId) ?? plain(await rest.getMessage(messageId)),
      send: (outgoing) => this.#send(outgoing),
      retry: outbox.retry,
      discard: outbox.end,
      edit: async (messageId, content) => {
        window.change(await rest.editMessage(messageId, content));
        this.show();
      },
      remove: async (messageId) => {
        await rest.deleteMessage(messageId);
        window.erase(seqOf(messageId));
        this.show();
      },
      keystroke: () => this.#keystroke(),
      join: async () => {
        await this.#change(rest.joinRoom(id));
        this.#open();
      },
      leave: async () => {
        await rest.leaveRoom(id);
        this.gone("left");
      },
      invite: (userId) => rest.inviteUser(id, userId) as Promise<never>,
      update: async (change) => this.#info.set(await this.#change(rest.updateRoom(id, change))),
      moderate: (userId, change) => this.#change(rest.updateMember(id, userId, change)),
      removeMember: (userId) => this.#change(rest.removeMember(id, userId)) as Promise<never>,
      searchMembers: async (prefix) => (await rest.listMembers(id, { prefix, limit: MENTION_CHOICES })).items,
      banned: async () => (await rest.listMembers(id, { banned: true })).items,
      onMessage: this.#arrivals.on,
      onMember: this.#changes.on,
    };
  }

  /** Connects the room and reads it, if it is watched and not open. */
  #open() {
    if (!this.#isWatched || this.#isOpen) return;
    this.#session.start();
    this.#isOpen = true;
    this.#opening = {};
    this.#gone = null;
    this.#history.start();
    this.#transport.follow(this);
    this.#read(true);
    this.show();
  }

  /** The next connection replays what came after the newest message here. */
  since() {
    return this.#history.since();
  }

  /** Asks REST why a handshake was refused. */
  probe() {
    return this.#transport.rest.listMessages(this.id, { page_size: 1 });
  }

  /** Reads again what may have changed while no connection was live. */
  live(lastSeq: number) {
    this.#history.live(lastSeq);
    if (this.#liveIn === this.#opening) this.#read(false);
    this.#liveIn = this.#opening;
  }

  /** Closes the room, if `why` is or names a reason to do so. */
  gone(why: unknown) {
    const gone = goneReason(why);
    if (!gone || !this.#isOpen) return;
    this.#gone = { gone };
    this.close();
    this.#own.set(null);
  }

  #firstUnreadId(): number | null {
    const window = this.#history;
    const seq = this.#reading.from();
    if (!seq || seq <= window.base) return null;
    return window.messages().find((each) => each.seq >= seq && !this.#session.isMe(each.sender))?.id ?? null;
  }

  /** Takes over that the server has a message: its local entry goes, and the user has read up to an own message. */
  read(message: Message) {
    this.#ownMessages.end(message);
    if (this.#session.isMe(message.sender)) this.#reading.read(message);
    this.#lists.rooms.take(this.id, message);
  }

  #send(outgoing: Outgoing): LocalKey {
    this.#session.start();
    this.#typedAt = 0;
    this.#history.moves.latest().catch(() => {});
    return this.#lists.outbox.send(this.id, outgoing);
  }

  #keystroke() {
    const now = this.#transport.env.now();
    if (now - this.#typedAt < TYPING_EVERY_MS) return;
    if (this.#transport.say(this, { type: "typing", is_typing: true })) this.#typedAt = now;
  }

  /** Shows in the lists that the user has read the room up to a message. */
  #showRead(messageId: number) {
    const { notifications, rooms } = this.#lists;
    rooms.read(this.id, messageId);
    notifications.read(this.id, messageId);
  }

  /** Waits for a change of the room, then reads the room again. */
  async #change<T>(change: Promise<T>): Promise<T> {
    const answer = await change;
    this.refresh();
    return answer;
  }

  /** Reads the details and the user's own membership; `isFirst` if the room has just been opened. */
  async #read(isFirst: boolean) {
    const { pauses, rest } = this.#transport;
    const opening = this.#opening;
    const isSame = () => opening === this.#opening;
    const isActive = () => this.#isOpen && isSame();
    try {
      const detail = await retryWhile(pauses, isActive, () => rest.getRoom(this.id));
      if (!isSame()) return;
      this.#info.set(detail);
      this.#history.expect(this.#reading.take(detail, isFirst));
      this.show();
      this.#own.set(detail.is_member ? await readOwnMember(rest, this.id, this.#session.me.get()) : null);
    } catch (error) {
      if (isSame()) this.gone(error);
    }
  }

  /** Takes a frame that arrives. */
  frame(frame: ServerFrame) {
    const window = this.#history;
    switch (frame.type) {
      case "subscribed":
        return this.#people.online(frame.online_user_ids ?? []);
      case "chat_message":
        return this.#takeMessage(frame.message, frame.replayed);
      case "message_updated":
        window.change(frame.message);
        return this.show();
      case "message_deleted":
        window.erase(frame.seq);
        return this.show();
      case "pong":
        return this.#history.expect(frame.last_seq ?? 0);
      case "typing":
        return this.#people.typing(frame.user, frame.is_typing);
      case "user_join":
        return this.#people.join(frame.user);
      case "user_leave":
        return this.#people.leave(frame.user);
      case "room_updated":
        return this.refresh();
      case "member_updated":
      case "member_joined":
      case "member_left":
        return this.#takeMemberChange(frame);
      case "read":
        return this.#takeRead(frame.user, frame.message_id);
      case "error":
        return this.#session.diagnose(frame.message);
    }
  }

  /** Takes a message, possibly not for the first time; `replayed` if it was sent before the connection was live. */
  #takeMessage(message: LiveMessage, replayed?: boolean) {
    const seen = this.#seen;
    this.read(message);
    this.#history.take([message]);
    this.#people.typing(message.sender, false);
    if (seen.has(message.id)) return;
    if (seen.size > MAX_SEEN) seen.clear();
    seen.add(message.id);
    if (!replayed) this.#arrivals.emit(plain(message));
  }

  /** Shows the user's own role and mute at once; the members are read again. */
  #takeMemberChange(frame: MemberFrame) {
    this.#changes.emit({ ...frame, afterSeq: this.#history.last });
    const mine = this.#own.get();
    if (mine?.id === frame.user.id) {
      const { type, room_id, ...change } = frame as MemberFrame & { room_id?: number };
      this.#own.set({ ...mine, ...change });
    }
    this.refresh();
  }

  #takeRead(user: User, messageId: number) {
    if (!this.#session.isMe(user)) return this.#people.read(user.id, messageId);
    const message = this.#history.find(messageId);
    if (message) this.#reading.read(message);
    this.#showRead(messageId);
  }
}

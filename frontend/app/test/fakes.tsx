// A chat, a room and messages to render parts of the page with. Every function of a room is a spy.
import type {
  Chat,
  Entry,
  LocalEntry,
  Member,
  Message,
  Readable,
  Room,
  RoomDetail,
  RoomListItem,
  SentEntry,
  Timeline,
  User,
} from "@roomcast/client";
import { ChatProvider } from "@roomcast/react";
import type { ReactNode } from "react";
import { vi } from "vitest";
import { type Store, store } from "../src/state/store.ts";

/** Makes a user. */
export const user = (id: number, username = `user${id}`): User => ({
  id,
  username,
  first_name: "",
  last_name: "",
});

export const ALICE = user(1, "alice");
export const BOB = user(2, "bob");

/** Makes a member of a room. */
export const member = (of: User, more: Partial<Member> = {}): Member =>
  ({
    id: of.id,
    user: of,
    role: "member",
    is_muted: false,
    is_banned: false,
    is_online: false,
    ...more,
  }) as Member;

/** Makes the message with a number; its id is 100 more. */
export const message = (seq: number, more: Partial<Message> = {}): Message =>
  ({
    id: 100 + seq,
    seq,
    content: `message ${seq}`,
    message_type: "text",
    sender: BOB,
    created_at: "2026-01-01T12:00:00.000Z",
    updated_at: "2026-01-01T12:00:00.000Z",
    is_edited: false,
    is_deleted: false,
    reply_to: null,
    file_url: null,
    file_name: null,
    file_size: null,
    ...more,
  }) as Message;

/** Makes the entry of a message that the server has. */
export const sent = (seq: number, more: Partial<Message> = {}): SentEntry => ({
  kind: "sent",
  key: `m${100 + seq}`,
  message: message(seq, more),
});

/** Makes an entry that waits to be sent. */
export const local = (key: string, content = key): LocalEntry => ({
  kind: "local",
  key,
  outgoing: { content },
  createdAt: Date.parse("2026-01-01T12:01:00.000Z"),
  state: "queued",
});

/** Makes a timeline of messages with the numbers from `first` to `last`. */
export const timelineOf = (first: number, last: number, more: Partial<Timeline> = {}): Timeline => {
  const entries: Entry[] = [];
  for (let seq = first; seq <= last; seq += 1) entries.push(sent(seq));
  return { entries, hasOlder: false, hasNewer: false, firstUnreadId: null, ...more };
};

/** Makes a row of the room list. */
export const listed = (id: number, more: object = {}): RoomListItem =>
  ({
    id,
    name: `Room ${id}`,
    description: "",
    room_type: "public",
    created_at: "2026-01-01T12:00:00.000Z",
    created_by: ALICE,
    is_member: true,
    member_count: 2,
    unread_count: 0,
    last_message: null,
    ...more,
  }) as RoomListItem;

/** Makes the details of a room. */
const detail = (id: number): RoomDetail =>
  ({ ...listed(id), members: [], last_read_message_id: null }) as unknown as RoomDetail;

/** Makes a value that a test can change. */
export function readable<T>(initial: T): Readable<T> & Store<T> {
  return { initial, ...store(initial) };
}

/** Makes a room whose functions are spies and whose values a test can change. */
export function fakeRoom(timeline: Timeline = timelineOf(1, 0)) {
  const draft = readable({ text: "", replyTo: null as number | null });
  const values = {
    timeline: readable(timeline),
    phase: readable("current"),
    own: readable<Member | null>(member(ALICE)),
    info: readable<RoomDetail | null>(detail(7)),
    members: readable({ members: [] as readonly Member[], hasMore: false, loaded: true }),
    unread: readable({ count: 0, lastReadId: null as number | null }),
    draft: {
      ...draft,
      set: vi.fn((change: object) => draft.set({ ...draft.get(), ...change })),
      clear: vi.fn(() => draft.set({ text: "", replyTo: null })),
    },
  };
  const spies = {
    older: vi.fn(async () => undefined),
    newer: vi.fn(async () => undefined),
    around: vi.fn(async (_: number) => undefined),
    latest: vi.fn(async () => undefined),
    message: vi.fn(async (id: number) => message(id - 100)),
    send: vi.fn(),
    edit: vi.fn(async () => undefined),
    remove: vi.fn(async () => undefined),
    retry: vi.fn(),
    discard: vi.fn(),
    markRead: vi.fn(),
    keystroke: vi.fn(),
    searchMembers: vi.fn(async () => [] as readonly Member[]),
    onMember: vi.fn(() => () => undefined),
    onFrame: vi.fn(() => () => undefined),
    onMessage: vi.fn(() => () => undefined),
    watch: vi.fn(() => () => undefined),
  };
  return { id: 7, ...values, ...spies };
}

export type FakeRoom = ReturnType<typeof fakeRoom>;

/** A fake room as the code under test takes it. */
export const asRoom = (room: FakeRoom) => room as unknown as Room;

/** Gives alice's chat, with one room in it and these calls, to what is below. */
export function InChat({
  room,
  rest = {},
  children,
}: {
  room: FakeRoom;
  rest?: object;
  children?: ReactNode;
}) {
  const rooms = { ...readable({ mine: [], public: [] }), find: () => undefined };
  const chat = { me: readable(ALICE), room: () => room, rooms, rest } as unknown as Chat;
  return <ChatProvider chat={chat}>{children}</ChatProvider>;
}

// @vitest-environment happy-dom
import type { Chat, Member, RoomDetail } from "@roomcast/client";
import { beforeEach, expect, test, vi } from "vitest";
import { roomMenu } from "../../src/room/roomMenu.ts";
import { changeSettings } from "../../src/state/settings.ts";
import { ALICE, fakeRoom, listed, member } from "../fakes.tsx";

beforeEach(() => changeSettings({ language: "en", pinned: [] }));

const updateStanding = vi.fn(async () => undefined);
const leaveRoom = vi.fn(async () => undefined);
const navigate = vi.fn();

const BELL = ["All notifications", "Notifications of mentions only", "No notifications"];

/** The menu of a room that alice is an admin of. */
function menuOf(more: object) {
  const room = fakeRoom();
  room.own.set(member(ALICE, { role: "admin" }) as Member);
  const chat = {
    room: () => room,
    rest: { leaveRoom, updateStanding },
    rooms: { find: () => undefined },
  } as unknown as Chat;
  return roomMenu(chat, listed(7, more) as unknown as RoomDetail, navigate);
}

test("an admin may invite, change the room and leave it", () => {
  const labels = menuOf({}).map((item) => item.label);
  expect(labels).toEqual(["Invite somebody", "Pin", ...BELL, "Room settings", "Leave the room"]);
});

test("a direct room can be hidden, and has nothing to set", async () => {
  const items = menuOf({ is_direct: true });
  expect(items.map((item) => item.label)).toEqual(["Pin", ...BELL, "Hide the room"]);
  items.at(-1)?.run();
  await vi.waitFor(() => expect(navigate).toHaveBeenCalledExactlyOnceWith("/"));
  expect(leaveRoom).toHaveBeenCalledExactlyOnceWith(7);
});

test("the bell shows what is chosen, and changes it", () => {
  const items = menuOf({ me: { notify: "mentions" } });
  expect(items.flatMap(({ checked }) => checked ?? [])).toEqual([false, true, false]);
  items.find(({ label }) => label === "No notifications")?.run();
  expect(updateStanding).toHaveBeenCalledExactlyOnceWith(7, { notify: "none" });
});

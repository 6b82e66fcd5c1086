// @vitest-environment happy-dom
import type { Chat, Member, RoomDetail } from "@roomcast/client";
import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { roomMenu } from "../../src/room/roomMenu.ts";
import { useDialog } from "../../src/state/dialogs.ts";
import { addLayer, watchLayers } from "../../src/state/layers.ts";
import { changeSettings } from "../../src/state/settings.ts";
import { ALICE, fakeRoom, listed, member } from "../fakes.tsx";

beforeEach(() => {
  changeSettings({ language: "en", pinned: [] });
  vi.clearAllMocks();
});
afterEach(() => vi.unstubAllGlobals());

const updateStanding = vi.fn(async () => undefined);
const leaveRoom = vi.fn(async () => undefined);
const navigate = vi.fn();

const BELL = ["All notifications", "Notifications of mentions only", "No notifications"];

/** The menu of a room that alice is an admin of. */
function menuOf(more: object) {
  const room = Object.assign(fakeRoom(), { leave: async () => undefined });
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

test("who leaves a room goes to the list once the question has left the history", async () => {
  const entries = {
    state: null as unknown,
    pushState: (state: unknown) => (entries.state = state),
    go: vi.fn(),
  };
  vi.stubGlobal("history", entries);
  watchLayers();
  menuOf({}).at(-1)?.run();
  const close = addLayer(() => undefined);
  await vi.waitFor(() => expect(entries.state).toEqual({ layers: 1 }));
  const dialog = renderHook(useDialog).result.current;
  if (dialog?.kind === "confirm") dialog.answer(true);
  close();
  await vi.waitFor(() => expect(entries.go).toHaveBeenCalledExactlyOnceWith(-1));
  await new Promise((go) => setTimeout(go));
  expect(navigate).not.toHaveBeenCalled();
  entries.state = null;
  dispatchEvent(new Event("popstate"));
  await vi.waitFor(() => expect(navigate).toHaveBeenCalledExactlyOnceWith("/"));
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

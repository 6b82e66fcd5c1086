// @vitest-environment happy-dom
import type { Chat } from "@roomcast/client";
import { ChatProvider } from "@roomcast/react";
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Sidebar } from "../../src/rooms/Sidebar.tsx";
import { changeSettings } from "../../src/state/settings.ts";
import { watched } from "../../src/state/watched.ts";
import { ALICE, BOB, listed, readable } from "../fakes.tsx";

beforeEach(() => changeSettings({ language: "en", pinned: [] }));
afterEach(() => {
  cleanup();
  watched.set(null);
});

const mention = { id: 1, is_read: false, notification_type: "mention", room: { id: 1, name: "Room 1" } };

function open(mine: readonly object[], others: readonly object[], more: object = {}) {
  const rooms = { mine, public: others, hasMorePublic: false, unreadTotal: 0, loaded: true, error: null };
  const list = { watch: () => () => undefined, refresh: vi.fn(), morePublic: vi.fn(async () => undefined) };
  const chat = {
    me: readable(ALICE),
    rooms: { ...readable({ ...rooms, ...more }), ...list },
    notifications: { ...readable({ items: [mention], unread: 1 }), watch: () => () => undefined },
  };
  render(
    <ChatProvider chat={chat as unknown as Chat}>
      <Sidebar room={1} />
    </ChatProvider>,
  );
  return list;
}

const names = (section: string) =>
  within(screen.getByRole("region", { name: section }))
    .getAllByRole("link")
    .map((link) => link.getAttribute("href"));

test("an invitation to a public room is marked and stands in one list", () => {
  const invited = listed(2, { is_member: false });
  open([listed(1), invited], [invited, listed(3, { is_member: false })]);
  expect([names("My rooms"), names("Public rooms")]).toEqual([["/r/1", "/r/2"], ["/r/3"]]);
  const badges = screen.getAllByText("Invited");
  expect(badges.map((badge) => badge.closest("a")?.getAttribute("href"))).toEqual(["/r/2"]);
});

test("direct rooms stand in their own group, named after the other user", () => {
  const direct = { room_type: "private", is_direct: true, direct_user: { ...BOB, first_name: "Bob" } };
  open([listed(1), listed(2, { ...direct, name: "bob" })], []);
  expect([names("My rooms"), names("Direct messages")]).toEqual([["/r/1"], ["/r/2"]]);
  screen.getByText("Bob");
  screen.getByText("Nobody has written here yet.");
});

test("a sender with the user's name is somebody else", () => {
  const last = { id: 9, content: "hello", sender: "alice", created_at: "2026-01-01T12:00:00.000Z" };
  open([listed(1, { last_message: { ...last, sender_id: 77 } })], []);
  screen.getByText("alice: hello");
  cleanup();
  open([listed(1, { last_message: { ...last, sender_id: ALICE.id } })], []);
  screen.getByText("you: hello");
});

test("the open room, a mention and unread messages are marked", () => {
  open([listed(1, { unread_count: 120 }), listed(2)], []);
  const [first, second] = screen.getAllByRole("link");
  expect([first?.getAttribute("aria-current"), second?.getAttribute("aria-current")]).toEqual(["page", null]);
  screen.getByText("You were mentioned");
  screen.getByText("99+");
  screen.getByRole("button", { name: "Notifications (1)" });
});

test("the filter narrows both lists, and Enter opens the first room", () => {
  open([listed(1, { name: "Kitchen" })], [listed(4, { name: "Garden", is_member: false })]);
  const filter = screen.getByRole("searchbox");
  fireEvent.change(filter, { target: { value: "gard" } });
  expect(screen.queryByRole("region", { name: "My rooms" })).toBeNull();
  fireEvent.keyDown(filter, { key: "Enter" });
  expect(location.pathname).toBe("/r/4");
  expect((filter as HTMLInputElement).value).toBe("");
});

test("the list says why it is empty", () => {
  open([], []);
  screen.getByText("No rooms yet");
  fireEvent.change(screen.getByRole("searchbox"), { target: { value: "x" } });
  screen.getByText("Nothing matches “x”.");
  cleanup();
  const list = open([], [], { loaded: false, error: new Error("down") });
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(list.refresh).toHaveBeenCalledOnce();
});

test("what arrives while its reader looks on is not shown as unread", () => {
  open([listed(1, { unread_count: 3 }), listed(2, { unread_count: 5 })], []);
  const shown = () => ["3", "5", "@"].filter((text) => screen.queryByText(text));
  expect(shown()).toEqual(["3", "5", "@"]);
  screen.getByRole("button", { name: "Notifications (1)" });
  act(() => watched.set(1));
  expect(shown()).toEqual(["5"]);
  screen.getByRole("button", { name: "Notifications" });
  act(() => watched.set(2));
  expect(shown()).toEqual(["3", "@"]);
});

// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MemberRow } from "../../src/people/MemberRow.tsx";
import { DayField } from "../../src/search/DayField.tsx";
import { blocked } from "../../src/state/blocks.ts";
import { changeSettings } from "../../src/state/settings.ts";
import type { MenuItem } from "../../src/ui/Menu.tsx";
import { ALICE, asRoom, fakeRoom, InChat, member, user } from "../fakes.tsx";

beforeEach(() => changeSettings({ language: "en" }));
afterEach(cleanup);

const blockUser = vi.fn(async () => undefined);

const MING = { ...user(3, "ming"), first_name: "小明", last_name: "王" };

function show(props: Partial<Parameters<typeof MemberRow>[0]> = {}) {
  const who = { room: asRoom(fakeRoom()), member: member(MING), online: false, self: false };
  const all = { ...who, isAdmin: false, openMenu: vi.fn(), onWrite: vi.fn() };
  const { container } = render(
    <InChat room={fakeRoom()} rest={{ blockUser }}>
      <MemberRow {...all} {...props} />
    </InChat>,
  );
  return container.querySelector("b")?.parentElement?.textContent;
}

test("a member is shown with name, username, presence and mute", () => {
  expect(show({ member: member(MING, { is_muted: true }), online: true })).toBe(
    "王小明 @ming · online · muted",
  );
  cleanup();
  expect(show({ member: member(ALICE), self: true })).toBe("alice (you)");
  expect(screen.queryByRole("button")).toBeNull();
});

test("others can be written to", () => {
  const openMenu = vi.fn();
  const onWrite = vi.fn();
  show({ openMenu, onWrite });
  fireEvent.click(screen.getByRole("button", { name: "Actions for 王小明" }));
  const [[, items]] = openMenu.mock.calls as [[string, MenuItem[]]];
  expect(items.map((item) => item.label)).toEqual(["Send message", "Block"]);
  items[0]?.run();
  expect(onWrite).toHaveBeenCalledOnce();
});

test("who is blocked is shown so, and the block can be lifted", async () => {
  blocked.set(new Set([MING.id]));
  const openMenu = vi.fn();
  expect(show({ openMenu })).toContain("blocked");
  fireEvent.click(screen.getByRole("button", { name: "Actions for 王小明" }));
  const [[, items]] = openMenu.mock.calls as [[string, MenuItem[]]];
  items.find(({ label }) => label === "Lift the block")?.run();
  await vi.waitFor(() => expect(blocked.get().size).toBe(0));
  expect(blockUser).toHaveBeenCalledExactlyOnceWith(MING.id, false);
});

test("an admin's menu offers less about the admin than about others", () => {
  const labels = (self: boolean) => {
    const openMenu = vi.fn();
    show({ openMenu, self, isAdmin: true });
    fireEvent.click(screen.getByRole("button", { name: "Actions for 王小明" }));
    cleanup();
    return openMenu.mock.calls[0]?.[1].map((item: { label: string }) => item.label);
  };
  expect(labels(false)).toEqual(["Send message", "Block", "Make admin", "Mute", "Remove", "Ban"]);
  expect(labels(true)).toEqual(["Make admin"]);
});

test("a day begins at midnight of the reader's time zone; a year that is being typed is no day", () => {
  const onDay = vi.fn();
  render(<DayField onDay={onDay} />);
  const field = screen.getByLabelText("Go to a day");
  fireEvent.change(field, { target: { value: "0020-05-06" } });
  expect(onDay).not.toHaveBeenCalled();
  fireEvent.change(field, { target: { value: "2026-05-06" } });
  expect(onDay).toHaveBeenCalledExactlyOnceWith(new Date(2026, 4, 6).getTime());
});

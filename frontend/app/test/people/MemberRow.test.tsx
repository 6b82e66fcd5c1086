// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DayField } from "../../src/people/DayField.tsx";
import { MemberRow } from "../../src/people/MemberRow.tsx";
import { changeSettings } from "../../src/state/settings.ts";
import { ALICE, asRoom, fakeRoom, member, user } from "../fakes.tsx";

beforeEach(() => changeSettings({ language: "en" }));
afterEach(cleanup);

const MING = { ...user(3, "ming"), first_name: "小明", last_name: "王" };

function show(props: Partial<Parameters<typeof MemberRow>[0]> = {}) {
  const all = { room: asRoom(fakeRoom()), member: member(MING), online: false, self: false, openMenu: null };
  const { container } = render(<MemberRow {...all} {...props} />);
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

test("an admin's menu offers less about the admin than about others", () => {
  const labels = (self: boolean) => {
    const openMenu = vi.fn();
    show({ openMenu, self });
    fireEvent.click(screen.getByRole("button", { name: "Actions for 王小明" }));
    cleanup();
    return openMenu.mock.calls[0]?.[1].map((item: { label: string }) => item.label);
  };
  expect(labels(false)).toEqual(["Make admin", "Mute", "Remove", "Ban"]);
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

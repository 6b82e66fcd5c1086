// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { changeSettings } from "../../src/state/settings.ts";
import { FormattedText } from "../../src/timeline/FormattedText.tsx";
import { memberCalled } from "../../src/timeline/Person.tsx";
import Toasts from "../../src/ui/Toasts.tsx";
import { ALICE, fakeRoom, InChat, member, user } from "../fakes.tsx";

beforeEach(() => changeSettings({ language: "en", formatting: true }));
afterEach(cleanup);

const MEMBERS = ["bob", "bobby", "李", "李华", "José"].map((name, at) => member(user(10 + at, name)));
/** Finds the members by the beginning of their names, as the server does. */
const searchMembers = async (prefix: string) =>
  MEMBERS.filter((each) => each.user.username.toLowerCase().startsWith(prefix.toLowerCase()));

/** Shows a message in a room of these members. */
function show(text: string, rest = {}, id?: number) {
  const room = fakeRoom();
  room.searchMembers.mockImplementation(searchMembers as never);
  render(
    <InChat room={room} rest={rest}>
      <FormattedText text={text} me={ALICE.username} id={id} />
      <Toasts />
    </InChat>,
  );
}

test.each([
  ["@bob", "bob"],
  ["@BOBBY", "bobby"],
  ["＠李华你好", "李华"],
  ["@李明", "李"],
  ["@Jose\u0301", "José"],
  ["@bobs", undefined],
  ["@nobody", undefined],
])("%s names %s", async (mention, name) => {
  expect((await memberCalled({ searchMembers }, mention))?.user.username).toBe(name);
});

test("a mention opens a menu by which its member is written to", async () => {
  // The test's browser has no popovers.
  HTMLElement.prototype.showPopover = HTMLElement.prototype.hidePopover = () => undefined;
  const openDirectRoom = vi.fn(async () => ({ id: 9 }));
  show("ask @bob", { openDirectRoom }, 101);
  fireEvent.click(screen.getByRole("button", { name: "@bob" }));
  fireEvent.click(await screen.findByRole("menuitem", { name: "Send message", hidden: true }));
  expect(openDirectRoom).toHaveBeenCalledExactlyOnceWith(10);
});

test("a mention of nobody says so", async () => {
  show("see you @home", {}, 101);
  fireEvent.click(screen.getByRole("button", { name: "@home" }));
  await screen.findByText("Nobody here is called “home”.");
});

test("a mention is text before its message is stored, and within a link", () => {
  show("ask @bob");
  show("[ask @bob](https://x.test)", {}, 101);
  expect(screen.queryByRole("button")).toBeNull();
});

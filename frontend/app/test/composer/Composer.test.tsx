// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { createRef, Profiler } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Composer, type ComposerHandle } from "../../src/composer/Composer.tsx";
import { changeSettings } from "../../src/state/settings.ts";
import { ALICE, BOB, type FakeRoom, fakeRoom, InChat, member, sent } from "../fakes.tsx";

beforeEach(() => changeSettings({ language: "en" }));
afterEach(cleanup);

const onEdit = vi.fn();
const onSent = vi.fn();

function open(room: FakeRoom, editing: Parameters<typeof Composer>[0]["editing"] = null, onRender = vi.fn()) {
  const handle = createRef<ComposerHandle>();
  const page = render(
    <InChat room={room}>
      <Profiler id="composer" onRender={onRender}>
        <Composer
          ref={handle}
          id={7}
          name="Garden"
          editing={editing}
          onEdit={onEdit}
          onEdited={vi.fn()}
          onSent={onSent}
        />
      </Profiler>
    </InChat>,
  );
  const field = page.queryByRole("textbox") as HTMLTextAreaElement;
  const type = (value: string) => fireEvent.change(field, { target: { value } });
  return { handle, field, type };
}

test("typing tells the room and writes the draft; Enter sends it", () => {
  const room = fakeRoom();
  const { field, type } = open(room);
  type("hello");
  expect([room.keystroke.mock.calls.length, field.value]).toEqual([1, "hello"]);
  fireEvent.keyDown(field, { key: "Enter" });
  expect(room.send).toHaveBeenCalledExactlyOnceWith({ content: "hello", reply_to: null, file: undefined });
  expect([field.value, onSent.mock.calls.length]).toEqual(["", 1]);
});

test("a key in a text renders nothing", () => {
  const onRender = vi.fn();
  const { field, type } = open(fakeRoom(), null, onRender);
  type("h");
  onRender.mockClear();
  for (const text of ["he", "hel", "hello"]) type(text);
  expect([field.value, onRender.mock.calls.length]).toEqual(["hello", 0]);
});

test("the button sends only when there is something to send", () => {
  const room = fakeRoom();
  const { type } = open(room);
  const button = screen.getByRole("button", { name: "Send" }) as HTMLButtonElement;
  expect(button.disabled).toBe(true);
  type("hello");
  expect(button.disabled).toBe(false);
  fireEvent.submit(button.form as HTMLFormElement);
  expect(room.send).toHaveBeenCalledOnce();
});

test("an edit does not count as typing and cannot take files", () => {
  const room = fakeRoom();
  const { field, type } = open(room, sent(1, { sender: ALICE, content: "old" }).message);
  expect(field.value).toBe("old");
  type("new");
  expect(room.keystroke).not.toHaveBeenCalled();
  expect(screen.getByLabelText<HTMLInputElement>("Add files").disabled).toBe(true);
  screen.getByRole("button", { name: "Save" });
});

test("the up arrow edits the user's newest message", () => {
  const room = fakeRoom();
  room.timeline.set({
    ...room.timeline.get(),
    entries: [sent(1, { sender: ALICE }), sent(2, { sender: BOB })],
  });
  const { field } = open(room);
  fireEvent.keyDown(field, { key: "ArrowUp" });
  expect(onEdit.mock.calls.map(([message]) => message.seq)).toEqual([1]);
});

test("files are added from outside, shown, and removed", async () => {
  const { handle } = open(fakeRoom());
  act(() => handle.current?.add([new File(["a"], "a.txt")]));
  await screen.findByText("a.txt");
  fireEvent.click(screen.getByRole("button", { name: "Remove a.txt" }));
  expect(screen.queryByText("a.txt")).toBeNull();
});

test("a mention is looked up while it is written, and picked by key", async () => {
  const room = fakeRoom();
  room.searchMembers.mockResolvedValue([member(BOB)]);
  const { field, type } = open(room);
  type("hi @bo");
  field.setSelectionRange(6, 6);
  fireEvent.select(field);
  await screen.findByRole("option", { name: /bob/ }, { timeout: 10_000 });
  expect(room.searchMembers).toHaveBeenCalledWith("bo");
  fireEvent.keyDown(field, { key: "Enter" });
  expect(field.value).toBe("hi @bob ");
});

test("the number of characters left is shown near the limit", () => {
  const { type } = open(fakeRoom());
  type("x".repeat(3_600));
  expect(screen.queryByText(/characters left/)).toBeNull();
  type("x".repeat(3_601));
  screen.getByText("399 characters left");
  type("x".repeat(4_002));
  expect(screen.getByRole("alert").textContent).toBe("2 characters too many");
});

test("a muted member sees why there is no field", () => {
  const room = fakeRoom();
  room.own.set(member(ALICE, { is_muted: true }));
  const { field } = open(room);
  expect(field).toBeNull();
  screen.getByText(/You are muted/);
});

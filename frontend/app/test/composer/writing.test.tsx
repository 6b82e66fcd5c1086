// @vitest-environment happy-dom
import type { Message } from "@roomcast/client";
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { charactersLeft } from "../../src/composer/CharactersLeft.tsx";
import { useFiles } from "../../src/composer/useFiles.ts";
import { useSending } from "../../src/composer/useSending.ts";
import { useWriting } from "../../src/composer/useWriting.ts";
import { asRoom, type FakeRoom, fakeRoom, InChat, message } from "../fakes.tsx";

afterEach(cleanup);

const onEdited = vi.fn();
const onSent = vi.fn();

/** The text, files and sending of a composer without its elements. */
function compose(room: FakeRoom, editing: Message | null = null, root: number | null = null) {
  const field = { current: document.createElement("textarea") };
  const { result } = renderHook(
    () => {
      const writing = useWriting(room.draft, editing, field);
      const files = useFiles();
      return {
        writing,
        files,
        sending: useSending({
          room: asRoom(room),
          editing,
          writing,
          files,
          root,
          isHeld: false,
          onEdited,
          onSent,
        }),
      };
    },
    { wrapper: ({ children }) => <InChat room={room}>{children}</InChat> },
  );
  return { field: field.current, now: () => result.current };
}

test("a message has 4,000 characters, and an emoji is one of them", () => {
  expect(charactersLeft("")).toBe(4_000);
  expect(charactersLeft("x".repeat(4_001))).toBe(-1);
  expect(charactersLeft("😀".repeat(4_000))).toBe(0);
});

test("what is written is the room's draft", () => {
  const room = fakeRoom();
  const { now } = compose(room);
  act(() => now().writing.text.set("hello"));
  expect([room.draft.get().text, now().writing.text.get()]).toEqual(["hello", "hello"]);
});

test("an edit starts with the message's text and leaves the draft alone", () => {
  const room = fakeRoom();
  room.draft.set({ text: "draft" });
  const { now } = compose(room, message(1, { content: "old" }));
  expect(now().writing.text.get()).toBe("old");
  act(() => now().writing.text.set("new"));
  expect([now().writing.text.get(), room.draft.get().text]).toEqual(["new", "draft"]);
});

test("inserted text takes the place of the selection, and the caret goes behind it", async () => {
  const room = fakeRoom();
  const { field, now } = compose(room);
  act(() => now().writing.text.set("one two"));
  field.value = "one two";
  field.setSelectionRange(4, 7);
  act(() => now().writing.insert("🎉"));
  expect(now().writing.text.get()).toBe("one 🎉");
  field.value = "one 🎉";
  await vi.waitFor(() => expect(field.selectionStart).toBe(6), 10_000);
});

test("a message is sent with its answer and its first file; other files follow alone", () => {
  const room = fakeRoom();
  const { now } = compose(room);
  const [a, b] = [new File(["a"], "a.txt"), new File(["b"], "b.txt")];
  act(() => now().writing.text.set("hello \n"));
  act(() => room.draft.set({ replyTo: 101 }));
  act(() => now().files.add([a, b]));
  act(() => now().sending.submit());
  const file = (blob: File) => ({ blob, name: blob.name, fragment: undefined });
  expect(room.send.mock.calls).toEqual([
    [{ content: "hello", reply_to: 101, file: file(a) }],
    [{ content: "", file: file(b) }],
  ]);
  expect([room.draft.get(), now().files.files]).toEqual([{ text: "", replyTo: null }, []]);
});

test("nothing is sent without content or with too many characters", () => {
  const room = fakeRoom();
  const { now } = compose(room);
  for (const text of ["", " \n ", "x".repeat(4_001)]) {
    act(() => now().writing.text.set(text));
    expect(now().sending.ready).toBe(false);
    act(() => now().sending.submit());
  }
  expect(room.send).not.toHaveBeenCalled();
});

test("an edit is saved if the text is another one", () => {
  onEdited.mockClear();
  const room = fakeRoom();
  const { now } = compose(room, message(1, { content: "old" }));
  act(() => now().sending.submit());
  expect([room.edit.mock.calls.length, onEdited.mock.calls.length]).toEqual([0, 1]);
  act(() => now().writing.text.set("new"));
  act(() => now().sending.submit());
  expect(room.edit).toHaveBeenCalledExactlyOnceWith(101, "new");
});

test("cancelling ends the edit, else the answer, else marks the room as read", () => {
  onEdited.mockClear();
  const room = fakeRoom();
  const edit = compose(room, message(1));
  act(() => edit.now().sending.cancel());
  expect(onEdited).toHaveBeenCalledOnce();
  const { now } = compose(room);
  act(() => room.draft.set({ replyTo: 101 }));
  act(() => now().sending.cancel());
  expect([room.draft.get().replyTo, room.markRead.mock.calls.length]).toEqual([null, 0]);
  act(() => now().sending.cancel());
  expect(room.markRead).toHaveBeenCalledOnce();
});

test("a picture's size travels with its file", () => {
  const room = fakeRoom();
  const { now } = compose(room);
  act(() => now().files.add([new File(["a"], "a.png", { type: "image/png" })]));
  act(() => now().files.measure(now().files.files[0]?.id ?? 0, 640, 320));
  act(() => now().sending.submit());
  expect(room.send.mock.calls[0]?.[0].file.fragment).toBe("w=640&h=320");
});

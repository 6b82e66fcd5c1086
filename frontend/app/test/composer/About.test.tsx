// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import About from "../../src/composer/About.tsx";
import { changeSettings } from "../../src/state/settings.ts";
import { ALICE, asRoom, fakeRoom, message } from "../fakes.tsx";

beforeEach(() => changeSettings({ language: "en" }));
afterEach(cleanup);

/** Shows what is being edited or answered. */
function show(props: Partial<Parameters<typeof About>[0]>) {
  const room = fakeRoom();
  const onCancel = vi.fn();
  const page = render(
    <About room={asRoom(room)} editing={null} replyTo={null} onCancel={onCancel} {...props} />,
  );
  return { room, onCancel, page };
}

test("a new message is about nothing", () => {
  expect(show({}).page.container.textContent).toBe("");
});

test("an answer names the sender and the text of the answered message", async () => {
  const { room } = show({ replyTo: 101 });
  await screen.findByText("Replying to bob");
  screen.getByText("message 1");
  expect(room.message).toHaveBeenCalledExactlyOnceWith(101);
});

test("an edit shows the message as it was, and looks up no answer", () => {
  const { room } = show({ editing: message(1, { sender: ALICE, content: "old" }), replyTo: 102 });
  screen.getByText("Editing a message");
  screen.getByText("old");
  expect(room.message).not.toHaveBeenCalled();
});

test("the button cancels", () => {
  const { onCancel } = show({ editing: message(1) });
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onCancel).toHaveBeenCalledOnce();
});

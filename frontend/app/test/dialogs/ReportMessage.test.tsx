// @vitest-environment happy-dom
import { ChatError } from "@roomcast/client";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import ReportMessage from "../../src/dialogs/ReportMessage.tsx";
import { changeSettings } from "../../src/state/settings.ts";
import Toasts from "../../src/ui/Toasts.tsx";
import { fakeRoom, InChat } from "../fakes.tsx";

beforeEach(() => {
  changeSettings({ language: "en" });
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
});
afterEach(cleanup);

function open(reportMessage: (id: number, reason: string) => Promise<unknown>) {
  const onClose = vi.fn();
  render(
    <InChat room={fakeRoom()} rest={{ reportMessage }}>
      <ReportMessage message={101} direct={false} onClose={onClose} />
      <Toasts />
    </InChat>,
  );
  const write = (value: string) => fireEvent.change(screen.getByRole("textbox"), { target: { value } });
  const action = screen.getByRole<HTMLButtonElement>("button", { name: "Report" });
  return { onClose, write, action };
}

test("a reason has between 1 and 500 characters, and is sent without the spaces around it", async () => {
  const reportMessage = vi.fn(async () => ({}));
  const { onClose, write, action } = open(reportMessage);
  for (const [text, left] of [
    [" ", "500 characters left"],
    ["😀".repeat(501), "1 character too many"],
  ] as const) {
    write(text);
    screen.getByText(left);
    expect(action.disabled).toBe(true);
  }
  write(`  ${"😀".repeat(500)}\n`);
  screen.getByText("0 characters left");
  fireEvent.click(action);
  await screen.findByText("Message reported. Thank you.");
  expect(reportMessage).toHaveBeenCalledWith(101, "😀".repeat(500));
  expect(onClose).toHaveBeenCalledOnce();
});

test("a refusal is shown, and the dialog stays with its text", async () => {
  const { onClose, write, action } = open(() => Promise.reject(new ChatError(409, "message_deleted")));
  write("spam");
  fireEvent.click(action);
  await screen.findByText("The message is deleted.");
  expect(onClose).not.toHaveBeenCalled();
  screen.getByDisplayValue("spam");
});

// @vitest-environment happy-dom
import type { Entry, LocalEntry } from "@roomcast/client";
import { act, cleanup, fireEvent, render, renderHook, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useShown } from "../../src/state/blocks.ts";
import { changeSettings } from "../../src/state/settings.ts";
import { en } from "../../src/text/en.ts";
import type { MessageActions } from "../../src/timeline/messageActions.ts";
import { Row } from "../../src/timeline/Row.tsx";
import type { RowProps } from "../../src/timeline/rowProps.ts";
import { BOB, local, message, sent } from "../fakes.tsx";

beforeEach(() => changeSettings({ language: "en" }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const spies = {
  reply: vi.fn(),
  openMenu: vi.fn(),
  openReactions: vi.fn(),
  mayReact: () => true,
  retry: vi.fn(),
  discard: vi.fn(),
  goTo: vi.fn(),
  message: vi.fn(async () => message(1)),
};

function show(entry: Entry, more: Partial<RowProps> = {}) {
  const plain = {
    grouped: false,
    newDay: false,
    unread: false,
    beginning: null,
    flash: false,
    hidden: false,
    replies: 0,
  };
  const events = { eventsBefore: undefined, eventsAfter: undefined };
  const actions = spies as unknown as MessageActions;
  return render(<Row t={en} me={null} entry={entry} actions={actions} {...plain} {...events} {...more} />);
}

test("a message shows its sender only at the head of a group", () => {
  const { container } = show(sent(1, { is_edited: true }));
  expect(container.querySelector("article b")?.textContent).toBe("bob");
  screen.getByText("edited");
  cleanup();
  expect(show(sent(2), { grouped: true }).container.querySelector("article b")).toBeNull();
  cleanup();
  expect(show(sent(2), { grouped: true, unread: true }).container.querySelector("article b")).not.toBeNull();
});

test("a deleted message shows nothing of what it was", () => {
  show(sent(1, { is_deleted: true, content: "secret", file_url: "https://example.com/a.pdf" }));
  screen.getByText("Message deleted");
  expect([screen.queryByText("secret"), screen.queryByRole("link")]).toEqual([null, null]);
});

test("a message of a blocked user is a line until it is asked for", () => {
  show(sent(1, { content: "rude" }), { hidden: true });
  expect(screen.queryByText("rude")).toBeNull();
  screen.getByRole("article", { name: "Message of a blocked person" });
  const { result } = renderHook(useShown);
  fireEvent.click(screen.getByRole("button", { name: "Show" }));
  expect([...result.current]).toEqual([101]);
});

test("a system message is a line without a sender", () => {
  expect(show(sent(1, { message_type: "system" })).container.querySelector("article")).toBeNull();
  screen.getByText("message 1");
});

test("the beginning, the unread line and events stand around a message", () => {
  const joined = [{ id: 1, user: BOB, kind: "joined" as const, at: new Date() }];
  show(sent(1), { beginning: "The beginning", unread: true, eventsAfter: joined });
  screen.getByText("The beginning");
  screen.getByText("New");
  screen.getByText(/bob joined/);
});

test("buttons appear when the pointer reaches a message, or after a while", () => {
  vi.useFakeTimers();
  const { container } = show(sent(1));
  expect(screen.queryByRole("button")).toBeNull();
  fireEvent.pointerOver(container.querySelector("article") as Element);
  fireEvent.click(screen.getByRole("button", { name: "Reply" }));
  expect(spies.reply).toHaveBeenCalledOnce();
  cleanup();
  show(sent(2));
  act(() => void vi.advanceTimersByTime(2_900));
  expect(screen.queryByRole("button")).toBeNull();
  act(() => void vi.advanceTimersByTime(100));
  fireEvent.click(screen.getByRole("button", { name: "Message actions" }));
  expect(spies.openMenu).toHaveBeenCalledOnce();
  fireEvent.click(screen.getByRole("button", { name: "Add a reaction" }));
  expect(spies.openReactions).toHaveBeenCalledOnce();
});

test("a message that the server does not have says how far it is", () => {
  const entry = (more: Partial<LocalEntry>): LocalEntry => ({ ...local("a"), ...more });
  show(entry({ state: "queued" }));
  screen.getByText("Waiting to be sent");
  cleanup();
  show(entry({ state: "uploading", progress: 0.5 }));
  screen.getByRole("progressbar", { name: /50/ });
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  cleanup();
  show(entry({ state: "failed" }));
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  fireEvent.click(screen.getByRole("button", { name: "Discard" }));
  expect([spies.retry.mock.calls, spies.discard.mock.calls]).toEqual([[["a"]], [["a"], ["a"]]]);
});

test("a quote shows the message that is answered and goes to it", async () => {
  show(sent(2, { reply_to: 101 }));
  await screen.findByText("message 1", {}, { timeout: 10_000 });
  fireEvent.click(screen.getByRole("button", { name: /In reply to/ }));
  expect(spies.goTo).toHaveBeenCalledExactlyOnceWith(101);
});

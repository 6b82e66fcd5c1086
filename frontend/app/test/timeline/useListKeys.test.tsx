// @vitest-environment happy-dom
import { cleanup, fireEvent, render } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { MessageActions } from "../../src/timeline/messageActions.ts";
import type { Place } from "../../src/timeline/place/usePlace.ts";
import { useListKeys } from "../../src/timeline/useListKeys.ts";
import { sent } from "../fakes.tsx";

afterEach(cleanup);
afterEach(vi.unstubAllGlobals);

const entries = [sent(1), sent(2), sent(3, { is_deleted: true })];

/** A list with three rows; the keys act on spies. */
function open(may = true) {
  const actions = {
    reply: vi.fn(),
    edit: vi.fn(),
    remove: vi.fn(),
    openMenu: vi.fn(),
    openReactions: vi.fn(),
    mayReact: () => may,
    mayEdit: () => may,
    mayRemove: () => may,
  };
  const scroller = { current: null as HTMLDivElement | null };
  const list = { current: { scrollToIndex: vi.fn() } };
  const place = { entries, head: entries, list, scroller } as unknown as Place;
  let kept: readonly number[] | undefined;
  function List() {
    const keys = useListKeys(place, actions as unknown as MessageActions);
    kept = keys.kept;
    return (
      <div ref={scroller} role="feed" onKeyDown={keys.onKeyDown}>
        {entries.map((entry) => (
          <article key={entry.key} data-key={entry.key} tabIndex={-1} />
        ))}
      </div>
    );
  }
  const page = render(<List />);
  const rows = page.getAllByRole("article");
  const press = (at: number, key: string, more = {}) =>
    fireEvent.keyDown(rows[at] as Element, { key, ...more });
  return { actions, list, rows, press, feed: page.getByRole("feed"), kept: () => kept };
}

test("the arrows move the focus from message to message, from the list to its last one", async () => {
  const { feed, rows, press, list, kept } = open();
  fireEvent.keyDown(feed, { key: "ArrowUp" });
  expect(list.current.scrollToIndex).toHaveBeenCalledWith(2, { align: "nearest" });
  await vi.waitFor(() => expect(document.activeElement).toBe(rows[2]), 10_000);
  press(2, "ArrowUp");
  await vi.waitFor(() => expect(document.activeElement).toBe(rows[1]), 10_000);
  expect(kept()).toEqual([1]);
});

/** Frames that come when `next` is called. */
function frames() {
  const waiting: (() => void)[] = [];
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => waiting.push(run));
  return { next: () => waiting.splice(0).forEach((run) => void run()) };
}

test("a row takes the focus once: the user may go on at once", () => {
  const { next } = frames();
  const { feed, rows } = open();
  fireEvent.keyDown(feed, { key: "ArrowUp" });
  next();
  expect(document.activeElement).toBe(rows[2]);
  rows[0]?.focus();
  next();
  expect(document.activeElement).toBe(rows[0]);
});

test("a row that is not there yet takes the focus a frame later", () => {
  const { next } = frames();
  const { feed, rows } = open();
  const row = rows[2] as HTMLElement;
  const { key } = row.dataset;
  row.dataset.key = "another";
  fireEvent.keyDown(feed, { key: "ArrowUp" });
  next();
  expect(document.activeElement).toBe(document.body);
  row.dataset.key = key;
  next();
  expect(document.activeElement).toBe(row);
});

test("letters act on the message that has the focus", () => {
  const { actions, press } = open();
  press(0, "R");
  press(0, "e");
  press(0, "Delete");
  press(0, "Enter");
  press(0, "+");
  const { message } = entries[0] as (typeof entries)[number];
  expect(actions.reply).toHaveBeenCalledExactlyOnceWith(message);
  expect(actions.edit).toHaveBeenCalledExactlyOnceWith(message);
  expect(actions.remove).toHaveBeenCalledExactlyOnceWith(message);
  expect(actions.openMenu).toHaveBeenCalledOnce();
  expect(actions.openReactions).toHaveBeenCalledOnce();
});

test("letters do nothing that the user may not do, and nothing with a modifier key", () => {
  const { actions, press } = open(false);
  press(0, "e");
  press(0, "Delete");
  press(0, "+");
  press(2, "r");
  press(0, "r", { ctrlKey: true });
  const { edit, remove, reply, openReactions } = actions;
  expect([edit, remove, reply, openReactions].map((spy) => spy.mock.calls.length)).toEqual([0, 0, 0, 0]);
});

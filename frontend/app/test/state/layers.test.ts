// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** A history that goes back in a later task, as browsers do. */
function fakeHistory() {
  let states: unknown[] = [null];
  let at = 0;
  return {
    get state() {
      return states[at];
    },
    get at() {
      return at;
    },
    pushState(state: unknown) {
      states = [...states.slice(0, at + 1), state];
      at += 1;
    },
    go(by: number) {
      setTimeout(() => {
        at = Math.max(0, at + by);
        dispatchEvent(new Event("popstate"));
      }, 5);
    },
    back() {
      this.go(-1);
    },
  };
}

let pages: ReturnType<typeof fakeHistory>;
let layers: typeof import("../../src/state/layers.ts");
beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  pages = fakeHistory();
  vi.stubGlobal("history", pages);
  layers = await import("../../src/state/layers.ts");
  layers.watchLayers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const rest = () => vi.advanceTimersByTime(100);
/** Opens a layer that is taken away when it is closed. */
function open() {
  const close = vi.fn(() => remove());
  const remove = layers.addLayer(close);
  rest();
  return { close, remove };
}

test("Back closes the topmost layer only, and one layer at a time", () => {
  const [panel, dialog] = [open(), open()];
  expect(pages.at).toBe(2);
  pages.back();
  rest();
  expect([panel.close.mock.calls.length, dialog.close.mock.calls.length, pages.at]).toEqual([0, 1, 1]);
  pages.back();
  rest();
  expect([panel.close.mock.calls.length, pages.at]).toEqual([1, 0]);
});

test("a layer that is closed otherwise takes its entry along", () => {
  const dialog = open();
  dialog.remove();
  rest();
  expect([dialog.close.mock.calls.length, pages.at]).toEqual([0, 0]);
});

test("a menu that closes and opens a dialog leaves one entry", () => {
  const menu = open();
  menu.remove();
  const dialog = open();
  expect(pages.at).toBe(1);
  pages.back();
  rest();
  expect([dialog.close.mock.calls.length, pages.at]).toEqual([1, 0]);
});

test("a layer that opens while the entry of another one is left gets its own", () => {
  const first = open();
  first.remove();
  vi.advanceTimersByTime(2);
  const second = open();
  expect([second.close.mock.calls.length, pages.at]).toEqual([0, 1]);
});

test("after a layer from which another page was opened, Back goes to the page below at once", () => {
  const dialog = open();
  dialog.remove();
  pages.pushState(null);
  rest();
  expect(pages.at).toBe(2);
  pages.back();
  rest();
  expect(pages.at).toBe(0);
});

#!/usr/bin/env bash
# React: a component that follows a store with useSyncExternalStore and passes the value through useDeferredValue renders
# without end while the store changes between two renders, though the store has told its listener of a change only once.
# Each deferred render reads the store again, finds a newer value, and so asks for another deferred render. A subscription
# that is slowed down therefore slows nothing down: without useDeferredValue, the same store and the same single notice make
# one render. React's limit of nested updates does not apply, and it prints no warning.
#
# A chat page that shows its room list calmly in a burst of messages (listeners are told four times a second, the value is
# always the newest) and defers it, so that the open room comes first, renders the list all the time, just when a slow
# machine has the least time for it. The value must be as calm as the notices.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts react@19.3.1 react-dom@19.3.1 happy-dom@21.0.4

cat >renders.mjs <<'JS'
import assert from "node:assert/strict";
import { Window } from "happy-dom";

const window = new Window();
Object.assign(globalThis, { window, document: window.document, navigator: window.navigator });
const { createElement, useDeferredValue, useSyncExternalStore, version } = await import("react");
const { createRoot } = await import("react-dom/client");

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Renders in a second in which the store changes in each turn of the event loop, and its listener is told once at first.
async function renders(isDeferred, isCalm) {
  let value = 0;
  let told = 0;
  let count = 0;
  let tell;
  const subscribe = (listener) => {
    tell = listener;
    return () => {};
  };
  const get = () => (isCalm ? told : value);
  function Count() {
    count += 1;
    const now = useSyncExternalStore(subscribe, get);
    return String(isDeferred ? useDeferredValue(now) : now);
  }
  const root = createRoot(document.createElement("div"));
  root.render(createElement(Count));
  await wait(100);
  let isOver = false;
  const change = () => {
    value += 1;
    if (!isOver) setImmediate(change);
  };
  change();
  count = 0;
  told = value;
  tell();
  await wait(1_000);
  isOver = true;
  root.unmount();
  return count;
}

console.log("react", version);
const plain = await renders(false, false);
const deferred = await renders(true, false);
const calm = await renders(true, true);
console.log(`renders after one notice: ${plain}; with useDeferredValue: ${deferred}, of a value that stays as told: ${calm}`);
assert.equal(plain, 1);
assert.ok(deferred > 100, "the deferred renders end");
assert.equal(calm, 2);
process.exit(0);
JS
NODE_ENV=production node renders.mjs

import { expect, it } from "vitest";
import { ChatError, type LinkState } from "../src/index.js";
import { isImpatient, worstState } from "../src/transport/link-states.js";

const WAITING: LinkState = {
  at: "waiting",
  attempt: 2,
  retryAt: 9,
  cause: new ChatError(0, "connection_lost"),
};
const ASKED: LinkState = { ...WAITING, cause: new ChatError(503, "store_unavailable", "later", 7_000) };

const worst = (...states: LinkState[]) => worstState(states.map((state) => ({ state })));

it("names the worst state of some links, in whatever order they come", () => {
  const connecting: LinkState = { at: "connecting", attempt: 1 };
  expect(worst({ at: "idle" }, { at: "live" })).toEqual({ at: "live" });
  expect(worst({ at: "live" }, connecting, { at: "idle" })).toBe(connecting);
  expect(worst(WAITING, connecting)).toBe(WAITING);
  expect(worst({ at: "offline" }, WAITING)).toEqual({ at: "offline" });
  expect(worst({ at: "offline" }, { at: "ended", reason: "closed" })).toEqual({
    at: "ended",
    reason: "closed",
  });
  expect(worst()).toBeUndefined();
});

it("is impatient where a link waits of itself, not where the server has asked it to wait", () => {
  const states: LinkState[] = [WAITING, ASKED, { at: "offline" }, { at: "live" }];
  expect(states.map((state) => isImpatient({ state }))).toEqual([true, false, false, false]);
});

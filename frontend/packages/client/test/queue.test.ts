import { expect, it } from "vitest";
import { share } from "../src/share.js";
import { createQueue } from "../src/state/history/queue.js";
import { settle } from "./world.js";

it("runs one function at a time, in order, also after one that fails", async () => {
  const queue = createQueue();
  const log: string[] = [];
  const act = (name: string) => async () => {
    log.push(`${name} starts`);
    await settle();
    log.push(`${name} ends`);
    if (name === "a") throw new Error("a failed");
  };
  const results = await Promise.allSettled([queue(act("a")), queue(act("b"))]);
  expect(log).toEqual(["a starts", "a ends", "b starts", "b ends"]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
});

it("shares one call among callers while it is under way, and makes another one afterwards", async () => {
  let calls = 0;
  const shared = share(async () => {
    calls += 1;
    await settle();
  });
  expect(shared()).toBe(shared());
  await shared();
  await shared();
  expect(calls).toBe(2);
});

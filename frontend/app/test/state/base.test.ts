import { expect, test } from "vitest";
import { at, BASE } from "../../src/state/base.ts";

test("without a proxy that adds a path, the page is at the root", () => {
  expect(BASE).toBe("");
  expect(at("/icon.svg")).toBe("/icon.svg");
});

// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import MentionList from "../../src/composer/MentionList.tsx";
import type { Mentions } from "../../src/composer/useMentions.ts";
import { mentionOptionId } from "../../src/composer/useMentions.ts";
import { changeSettings } from "../../src/state/settings.ts";
import { ALICE, BOB, member } from "../fakes.tsx";

beforeEach(() => changeSettings({ language: "en" }));
afterEach(cleanup);

/** A list of two members, the second of them chosen. */
function show(open: boolean) {
  const pick = vi.fn();
  const found = [member(ALICE), member(BOB)];
  const mentions = { open, listId: "list", found, active: 1, pick } as unknown as Mentions;
  return { page: render(<MentionList mentions={mentions} />), pick, found };
}

test("members are options, the chosen one is marked, and each has the id that the field names", () => {
  show(true);
  const options = screen.getAllByRole("option");
  expect(options.map((option) => option.getAttribute("aria-selected"))).toEqual(["false", "true"]);
  expect(options.map(({ id }) => id)).toEqual([mentionOptionId("list", 0), mentionOptionId("list", 1)]);
});

test("a click picks a member and leaves the focus in the field", () => {
  const { pick, found } = show(true);
  const [first] = screen.getAllByRole("option") as [HTMLElement, HTMLElement];
  expect(fireEvent.mouseDown(first)).toBe(false);
  fireEvent.click(first);
  expect(pick).toHaveBeenCalledExactlyOnceWith(found[0]);
});

test("a closed list shows nothing", () => {
  expect(show(false).page.container.childElementCount).toBe(0);
});

// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useMenu } from "../../src/ui/useMenu.tsx";

beforeEach(() => {
  HTMLElement.prototype.showPopover = () => undefined;
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 200, 100));
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const run = { copy: vi.fn(), remove: vi.fn() };

/** A page with a button that opens a menu beside `anchor`. */
function Page({ anchor }: { anchor: DOMRect }) {
  const menu = useMenu();
  const items = [
    { label: "Copy", run: run.copy },
    { label: "Remove", danger: true, run: run.remove },
  ];
  return (
    <>
      <button type="button" onClick={() => menu.open("Actions", items, anchor)}>
        More
      </button>
      {menu.node}
    </>
  );
}

async function open(anchor = new DOMRect(300, 100, 40, 40)) {
  render(<Page anchor={anchor} />);
  const button = screen.getByRole("button", { name: "More" });
  button.focus();
  fireEvent.click(button);
  return { button, menu: await screen.findByRole("menu", { name: "Actions" }) };
}

const focused = () => document.activeElement?.textContent;

test("a menu focuses its first item, and arrows, Home and End move the focus around", async () => {
  const { menu } = await open();
  expect(focused()).toBe("Copy");
  for (const [key, item] of [
    ["ArrowDown", "Remove"],
    ["ArrowDown", "Copy"],
    ["ArrowUp", "Remove"],
    ["Home", "Copy"],
    ["End", "Remove"],
  ] as const) {
    fireEvent.keyDown(menu, { key });
    expect(focused()).toBe(item);
  }
});

test("an item runs after its menu has closed, and the focus returns", async () => {
  const { button } = await open();
  fireEvent.click(screen.getByRole("menuitem", { name: "Remove" }));
  expect([run.remove.mock.calls.length, run.copy.mock.calls.length]).toEqual([1, 0]);
  expect(screen.queryByRole("menu")).toBeNull();
  expect(document.activeElement).toBe(button);
});

test("Escape, Tab and a click elsewhere close a menu", async () => {
  for (const close of [
    (menu: HTMLElement) => fireEvent.keyDown(menu, { key: "Escape" }),
    (menu: HTMLElement) => fireEvent.keyDown(menu, { key: "Tab" }),
    (menu: HTMLElement) => fireEvent(menu, Object.assign(new Event("toggle"), { newState: "closed" })),
  ]) {
    close((await open()).menu);
    expect(screen.queryByRole("menu")).toBeNull();
    cleanup();
  }
});

test("a menu stands below its anchor, above it near the bottom, and inside of the page", async () => {
  const placeOf = (menu: HTMLElement) => [
    menu.style.getPropertyValue("--top"),
    menu.style.getPropertyValue("--left"),
  ];
  expect(placeOf((await open()).menu)).toEqual(["144px", "140px"]);
  cleanup();
  const low = new DOMRect(300, innerHeight - 50, 40, 40);
  expect(placeOf((await open(low)).menu)).toEqual([`${innerHeight - 154}px`, "140px"]);
  cleanup();
  expect(placeOf((await open(new DOMRect(0, 100, 10, 10))).menu)).toEqual(["114px", "4px"]);
});

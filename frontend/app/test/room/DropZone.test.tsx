// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DropZone } from "../../src/room/DropZone.tsx";
import { changeSettings } from "../../src/state/settings.ts";

beforeEach(() => changeSettings({ language: "en" }));
afterEach(cleanup);

const files = [new File(["a"], "a.txt")];

function open(accepts = true) {
  const onFiles = vi.fn();
  render(
    <DropZone accepts={() => accepts} onFiles={onFiles}>
      <p>content</p>
    </DropZone>,
  );
  const zone = screen.getByText("content").parentElement as HTMLElement;
  return { onFiles, zone };
}

const hint = () => screen.queryByText("Drop files to add them");

test("files that are dragged over the room can be dropped", () => {
  const { zone, onFiles } = open();
  expect(fireEvent.dragOver(zone, { dataTransfer: { types: ["Files"], files } })).toBe(false);
  expect(hint()).not.toBeNull();
  fireEvent.dragLeave(zone);
  expect(hint()).toBeNull();
  fireEvent.dragOver(zone, { dataTransfer: { types: ["Files"], files } });
  fireEvent.drop(zone, { dataTransfer: { types: ["Files"], files } });
  expect(onFiles).toHaveBeenCalledExactlyOnceWith(files);
  expect(hint()).toBeNull();
});

test("text, and files while none can be added, are left to the browser", () => {
  for (const [accepts, types] of [
    [true, ["text/plain"]],
    [false, ["Files"]],
  ] as const) {
    const { zone, onFiles } = open(accepts);
    expect(fireEvent.dragOver(zone, { dataTransfer: { types, files } })).toBe(true);
    fireEvent.drop(zone, { dataTransfer: { types, files } });
    expect([hint(), onFiles.mock.calls.length]).toEqual([null, 0]);
    cleanup();
  }
});

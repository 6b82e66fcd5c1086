// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import Files from "../../src/composer/Files.tsx";
import { changeSettings } from "../../src/state/settings.ts";

beforeEach(() => changeSettings({ language: "en" }));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const chosen = (id: number, name: string, type = "text/plain") => ({
  id,
  name,
  blob: new File(["four"], name, { type }),
});

test("each file is listed with its name and size, and can be removed", () => {
  const onRemove = vi.fn();
  render(<Files files={[chosen(1, "a.txt"), chosen(2, "b.txt")]} onRemove={onRemove} onMeasure={vi.fn()} />);
  expect(screen.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([
    expect.stringMatching(/^a\.txt4/),
    expect.stringMatching(/^b\.txt4/),
  ]);
  fireEvent.click(screen.getByRole("button", { name: "Remove b.txt" }));
  expect(onRemove).toHaveBeenCalledExactlyOnceWith(2);
});

test("a picture is shown and measured, and its address is given back afterwards", () => {
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:1");
  const revoke = vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
  const onMeasure = vi.fn();
  const files = [chosen(1, "a.png", "image/png"), chosen(2, "b.txt")];
  const page = render(<Files files={files} onRemove={vi.fn()} onMeasure={onMeasure} />);
  const [picture, ...others] = page.container.querySelectorAll("img");
  expect([picture?.getAttribute("src"), others.length]).toEqual(["blob:1", 0]);
  Object.defineProperties(picture, { naturalWidth: { value: 40 }, naturalHeight: { value: 30 } });
  fireEvent.load(picture as HTMLImageElement);
  expect(onMeasure).toHaveBeenCalledExactlyOnceWith(1, 40, 30);
  page.unmount();
  expect(revoke).toHaveBeenCalledExactlyOnceWith("blob:1");
});

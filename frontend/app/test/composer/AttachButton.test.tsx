// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AttachButton } from "../../src/composer/AttachButton.tsx";
import { changeSettings } from "../../src/state/settings.ts";

beforeEach(() => changeSettings({ language: "en" }));
afterEach(cleanup);

const input = () => screen.getByLabelText<HTMLInputElement>("Add files");

test("chosen files are handed over", () => {
  const names: string[] = [];
  render(
    <AttachButton disabled={false} onFiles={(files) => names.push(...[...files].map(({ name }) => name))} />,
  );
  fireEvent.change(input(), { target: { files: [new File(["a"], "a.txt"), new File(["b"], "b.txt")] } });
  expect(names).toEqual(["a.txt", "b.txt"]);
});

test("several files can be chosen, and none while the button is disabled", () => {
  const page = render(<AttachButton disabled={false} onFiles={vi.fn()} />);
  expect([input().multiple, input().disabled]).toEqual([true, false]);
  page.rerender(<AttachButton disabled onFiles={vi.fn()} />);
  expect(input().disabled).toBe(true);
});

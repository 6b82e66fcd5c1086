// @vitest-environment happy-dom
import { ChatError } from "@roomcast/client";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Reports } from "../../src/people/Reports.tsx";
import { changeSettings } from "../../src/state/settings.ts";
import Toasts from "../../src/ui/Toasts.tsx";
import { BOB, fakeRoom, InChat } from "../fakes.tsx";

beforeEach(() => changeSettings({ language: "en" }));
afterEach(cleanup);

const report = (id: number) => ({
  id,
  message_id: 100 + id,
  sender: BOB,
  message_type: "text",
  content: `text ${id}`,
  file_name: null,
  reason: `reason ${id}`,
  created_at: "2026-01-01T12:00:00.000Z",
});

function show(rest: object) {
  const acts = { onPick: vi.fn(), onBack: vi.fn(), onClose: vi.fn() };
  render(
    <InChat room={fakeRoom()} rest={rest}>
      <Reports id={7} {...acts} />
      <Toasts />
    </InChat>,
  );
  return acts;
}

test("reports are read page by page and taken off the list when they are handled", async () => {
  const pages = [
    { items: [report(3), report(2)], next: "2" },
    { items: [report(1)], next: null },
  ];
  const listReports = vi.fn(async () => pages.shift());
  const deleteReport = vi.fn(async () => ({}));
  const { onPick } = show({ listReports, deleteReport });
  await screen.findByText("reason 3");
  fireEvent.click(screen.getByRole("button", { name: "Load more" }));
  await screen.findByText("reason 1");
  expect(listReports).toHaveBeenLastCalledWith(7, { cursor: "2" });
  fireEvent.click(screen.getAllByRole("button", { name: "Go to the message" })[1] as HTMLElement);
  expect(onPick).toHaveBeenCalledWith(102);
  for (const left of [2, 1, 0]) {
    fireEvent.click(screen.getAllByRole("button", { name: "Handled" })[0] as HTMLElement);
    await vi.waitFor(() => expect(screen.queryAllByRole("button", { name: "Handled" })).toHaveLength(left));
  }
  expect(deleteReport.mock.calls).toEqual([
    [7, 3],
    [7, 2],
    [7, 1],
  ]);
  screen.getByText("No reports.");
});

test("a report that another admin has handled goes, and one that cannot be handled stays", async () => {
  const failures = [new ChatError(503, "store_unavailable"), new ChatError(404, "report_not_found")];
  const deleteReport = () => Promise.reject(failures.shift());
  show({ listReports: async () => ({ items: [report(1)], next: null }), deleteReport });
  fireEvent.click(await screen.findByRole("button", { name: "Handled" }));
  await screen.findByText("The server has a problem. Try again later.");
  screen.getByText("reason 1");
  fireEvent.click(screen.getByRole("button", { name: "Handled" }));
  await screen.findByText("No reports.");
});

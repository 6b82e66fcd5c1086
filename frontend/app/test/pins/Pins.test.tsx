// @vitest-environment happy-dom
import type { Message, RoomDetail } from "@roomcast/client";
import type { RoomPins } from "@roomcast/client/pins";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import Pins from "../../src/pins/Pins.tsx";
import { mayPin, pinItems } from "../../src/pins/pinItem.ts";
import { changeSettings } from "../../src/state/settings.ts";
import { ALICE, BOB, fakeRoom, InChat, member, message } from "../fakes.tsx";

beforeEach(() => changeSettings({ language: "en" }));
afterEach(cleanup);

const pinOf = (pinned: Message) => ({ message: pinned, pinned_by: BOB, pinned_at: pinned.created_at });

function show(role: "admin" | "member", pinned: Message[]) {
  const room = fakeRoom();
  room.own.set(member(ALICE, { role }));
  const rest = {
    listPins: vi.fn(async () => ({ version: 1, pins: pinned.map(pinOf) })),
    pinMessage: vi.fn(async () => ({ room_id: 7, version: 2, message_ids: [] })),
  };
  const onPick = vi.fn();
  render(
    <InChat room={room} rest={rest as never}>
      <Pins info={room.info.get() as RoomDetail} onPick={onPick} onClose={() => {}} />
    </InChat>,
  );
  return { rest, onPick };
}

test("pins are listed newest first, picked, and taken back by an admin", async () => {
  const { rest, onPick } = show("admin", [message(2), message(1)]);
  await waitFor(() => expect(screen.getAllByRole("listitem")).toHaveLength(2));
  screen.getByRole("heading", { name: "Pinned messages: 2" });
  const [first] = screen.getAllByRole("listitem");
  expect(first?.textContent).toMatch(/bob.*message 2.*Pinned by/);
  fireEvent.click(screen.getByText("message 1"));
  expect(onPick).toHaveBeenCalledExactlyOnceWith(101);
  fireEvent.click(screen.getAllByRole("button", { name: /^Unpin/ })[0] as HTMLElement);
  expect(rest.pinMessage).toHaveBeenCalledExactlyOnceWith(102, false);
  await screen.findByText("No pinned messages");
});

test("a member sees pins and cannot take them back", async () => {
  show("member", [message(1)]);
  await screen.findByText("message 1");
  expect(screen.queryByRole("button", { name: /^Unpin/ })).toBeNull();
});

test("a message's menu pins it or takes its pin back, once the pins are known", () => {
  const pin = vi.fn(async () => undefined);
  const pins = (loaded: boolean) =>
    ({ pin, get: () => ({ loaded, messageIds: [101] }) }) as unknown as RoomPins;
  expect([pinItems(null, message(1)), pinItems(pins(false), message(1))]).toEqual([[], []]);
  for (const seq of [1, 2]) pinItems(pins(true), message(seq))[0]?.run();
  expect(pin.mock.calls).toEqual([
    [101, false],
    [102, true],
  ]);
});

test("admins pin, and both users of a direct room", () => {
  const info = (is_direct: boolean) => ({ is_direct }) as RoomDetail;
  const own = (role: "admin" | "member") => member(ALICE, { role });
  expect([mayPin(own("admin"), info(false)), mayPin(own("member"), info(true))]).toEqual([true, true]);
  expect([mayPin(own("member"), info(false)), mayPin(null, info(true))]).toEqual([false, false]);
});

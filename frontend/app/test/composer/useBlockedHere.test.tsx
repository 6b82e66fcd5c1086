// @vitest-environment happy-dom
import { ChatError, type RoomDetail } from "@roomcast/client";
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useBlockedHere } from "../../src/composer/useBlockedHere.ts";
import { blocked } from "../../src/state/blocks.ts";
import { asRoom, BOB, fakeRoom, listed, local, timelineOf } from "../fakes.tsx";

beforeEach(() => blocked.set(new Set()));
afterEach(cleanup);

/** A direct room with bob, or another room, and what stands in the way of writing there. */
function here(isDirect = true) {
  const room = fakeRoom();
  const info = listed(7, isDirect ? { is_direct: true, direct_user: BOB } : {});
  room.info.set(info as unknown as RoomDetail);
  return { room, ...renderHook(() => useBlockedHere(asRoom(room))) };
}

test("a direct room is closed while the user has blocked the other one", () => {
  const { result } = here();
  expect(result.current).toBeNull();
  act(() => blocked.set(new Set([BOB.id])));
  expect(result.current).toEqual({ other: BOB, byMe: true });
});

test("a direct room is closed after the server has refused a message because of a block", () => {
  const { room, result } = here();
  const refused = { ...local("a"), state: "failed" as const, error: new ChatError(403, "blocked") };
  act(() => room.timeline.set({ ...timelineOf(1, 0), entries: [refused] }));
  expect(result.current).toEqual({ other: BOB, byMe: false });
  act(() => room.timeline.set(timelineOf(1, 0)));
  expect(result.current).toBeNull();
});

test("other rooms stay open", () => {
  blocked.set(new Set([BOB.id]));
  expect(here(false).result.current).toBeNull();
});

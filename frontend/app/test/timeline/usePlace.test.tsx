// @vitest-environment happy-dom
import type { Timeline } from "@roomcast/client";
import { act, cleanup, render } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { painted } from "../../src/timeline/place/painted.ts";
import { type Place, usePlace } from "../../src/timeline/place/usePlace.ts";
import { asRoom, type FakeRoom, fakeRoom, timelineOf } from "../fakes.tsx";

const scrollToIndex = vi.fn();
let place: Place;

beforeEach(() => {
  vi.useFakeTimers();
  scrollToIndex.mockClear();
  painted.set(true);
  Object.defineProperty(HTMLElement.prototype, "scrollHeight", { configurable: true, value: 2_000 });
  Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, value: 500 });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

interface ListProps {
  room: FakeRoom;
  timeline: Timeline;
  target?: number | null;
}

/** A list that shows nothing, at a place. */
function List({ room, timeline, target = null }: ListProps) {
  place = usePlace(asRoom(room), timeline, target);
  place.list.current = { scrollToIndex } as unknown as Place["list"]["current"];
  return place.filled && <div ref={place.scroller} data-testid="list" onScroll={place.onScroll} />;
}

const scroller = () => place.scroller.current as HTMLDivElement;

test("the first list waits until the rest of the page is painted, the next one does not", () => {
  painted.set(false);
  const page = render(<List key={1} room={fakeRoom()} timeline={timelineOf(1, 3)} />);
  expect(place.filled).toBe(false);
  act(() => void vi.advanceTimersByTime(20));
  expect(place.filled).toBe(true);
  page.rerender(<List key={2} room={fakeRoom()} timeline={timelineOf(1, 3)} />);
  expect(place.filled).toBe(true);
});

test("a room without unread messages opens at its end and follows it", () => {
  const room = fakeRoom();
  const page = render(<List room={room} timeline={timelineOf(1, 3)} />);
  expect([place.filled, scroller().scrollTop, place.atEnd]).toEqual([true, 2_000, true]);
  scroller().scrollTop = 1_000;
  page.rerender(<List room={room} timeline={timelineOf(1, 4)} />);
  expect(scroller().scrollTop).toBe(2_000);
  expect(scrollToIndex).not.toHaveBeenCalled();
});

test("a room with unread messages opens at the first of them, once", () => {
  const room = fakeRoom();
  const unread = (last: number) => timelineOf(1, last, { firstUnreadId: 102 });
  const page = render(<List room={room} timeline={unread(3)} />);
  expect(scrollToIndex).toHaveBeenLastCalledWith(1, { align: "start", offset: -40 });
  expect(place.flash).toBeNull();
  act(() => void vi.advanceTimersByTime(1_000));
  scrollToIndex.mockClear();
  page.rerender(<List room={room} timeline={unread(4)} />);
  expect(scrollToIndex).not.toHaveBeenCalled();
});

test("a first unread message that is not loaded is loaded and shown", async () => {
  const room = fakeRoom();
  room.unread.set({ count: 60, lastReadId: 140 });
  const page = render(<List room={room} timeline={timelineOf(51, 100, { hasOlder: true })} />);
  await act(async () => undefined);
  expect(room.around).toHaveBeenCalledExactlyOnceWith(141);
  page.rerender(<List room={room} timeline={timelineOf(16, 65, { firstUnreadId: 141, hasNewer: true })} />);
  expect(scrollToIndex).toHaveBeenLastCalledWith(25, { align: "start", offset: -40 });
});

test("a reader who has read nothing begins at the room's first message", async () => {
  const room = fakeRoom();
  room.unread.set({ count: 100, lastReadId: null });
  render(<List room={room} timeline={timelineOf(51, 100, { hasOlder: true })} />);
  await act(async () => undefined);
  expect(room.around).toHaveBeenCalledExactlyOnceWith(101);
});

test("messages that arrive while the end is shown move nobody", () => {
  const room = fakeRoom();
  const page = render(<List room={room} timeline={timelineOf(1, 3)} />);
  room.unread.set({ count: 1, lastReadId: 103 });
  page.rerender(<List room={room} timeline={timelineOf(1, 4)} />);
  expect([scrollToIndex.mock.calls.length, room.around.mock.calls.length]).toEqual([0, 0]);
});

test("a room that was left in its history is entered at its end", () => {
  const room = fakeRoom();
  render(<List room={room} timeline={timelineOf(1, 3, { hasNewer: true })} />);
  expect(room.latest).toHaveBeenCalledOnce();
});

test("messages that are prepended during a jump do not change where it lands", () => {
  const room = fakeRoom();
  const page = render(<List room={room} timeline={timelineOf(51, 100, { hasOlder: true })} />);
  act(() => place.goTo(180));
  expect(scrollToIndex).toHaveBeenLastCalledWith(29, { align: "center" });
  page.rerender(<List room={room} timeline={timelineOf(1, 100)} />);
  expect(scrollToIndex).toHaveBeenLastCalledWith(79, { align: "center" });
  act(() => void vi.advanceTimersByTime(1_000));
  expect(scrollToIndex).toHaveBeenLastCalledWith(79, { align: "center" });
});

test("a reader who scrolls ends the jump", () => {
  render(<List room={fakeRoom()} timeline={timelineOf(1, 100)} />);
  act(() => place.goTo(180));
  scrollToIndex.mockClear();
  act(() => void scroller().dispatchEvent(new Event("wheel")));
  act(() => void vi.advanceTimersByTime(1_000));
  expect(scrollToIndex).not.toHaveBeenCalled();
});

test("a room that is opened at a message shows that one, not the first unread one", () => {
  render(<List room={fakeRoom()} timeline={timelineOf(1, 3, { firstUnreadId: 102 })} target={103} />);
  expect(scrollToIndex.mock.calls.map(([index]) => index)).not.toContain(1);
  expect([place.flash, place.following.isFollowing()]).toEqual([103, false]);
});

test("a message that is not loaded is loaded, and shown once it is there", async () => {
  const room = fakeRoom();
  const page = render(<List room={room} timeline={timelineOf(1, 3)} target={150} />);
  await act(async () => undefined);
  expect(room.around).toHaveBeenCalledWith(150);
  expect(scroller().scrollTop).toBe(0);
  page.rerender(<List room={room} timeline={timelineOf(45, 55)} target={150} />);
  expect(scrollToIndex).toHaveBeenLastCalledWith(5, { align: "center" });
});

test("a reader who has scrolled up stays there while messages arrive, and can return to the end", () => {
  const room = fakeRoom();
  const page = render(<List room={room} timeline={timelineOf(1, 3)} />);
  const scrollTo = (top: number) => {
    scroller().scrollTop = top;
    act(() => void scroller().dispatchEvent(new Event("scroll", { bubbles: true })));
  };
  scrollTo(1_500);
  scrollTo(900);
  expect(place.atEnd).toBe(false);
  page.rerender(<List room={room} timeline={timelineOf(1, 5)} />);
  expect(scroller().scrollTop).toBe(900);
  act(() => place.goToEnd());
  expect([scroller().scrollTop, place.atEnd]).toEqual([2_000, true]);
});

/** A list at its end, of 13 messages and 10 that came later. */
function withTail() {
  const room = fakeRoom();
  const page = render(<List room={room} timeline={timelineOf(1, 13)} />);
  const show = (last: number) => page.rerender(<List room={room} timeline={timelineOf(1, last)} />);
  const lengths = () => [place.head.length, place.tail.length];
  show(23);
  expect(lengths()).toEqual([13, 10]);
  return { show, lengths };
}

test("the first message after a room has opened stands behind the virtual list", () => {
  const room = fakeRoom();
  const page = render(<List room={room} timeline={timelineOf(1, 0)} />);
  expect(place.filled).toBe(false);
  page.rerender(<List room={room} timeline={timelineOf(1, 3)} />);
  page.rerender(<List room={room} timeline={timelineOf(1, 4)} />);
  expect([place.head.length, place.tail.length]).toEqual([3, 1]);
});

test("a list in two parts is whole when the reader turns the wheel, at the distance to the end that it had", () => {
  const { show, lengths } = withTail();
  scroller().scrollTop = 1_970;
  scroller().dispatchEvent(new Event("wheel"));
  expect([...lengths(), scroller().scrollTop]).toEqual([23, 0, 1_970]);
  show(33);
  expect(lengths()).toEqual([33, 0]);
  act(() => void vi.advanceTimersByTime(2_000));
  show(43);
  expect(lengths()).toEqual([33, 10]);
});

test("a list in two parts is whole when it is scrolled otherwise", () => {
  const { lengths } = withTail();
  scroller().dispatchEvent(new Event("scroll"));
  expect(lengths()).toEqual([13, 10]);
  scroller().scrollTop = 1_000;
  scroller().dispatchEvent(new Event("scroll"));
  expect([...lengths(), scroller().scrollTop]).toEqual([23, 0, 1_000]);
});

test("nobody hears how a list in two parts follows its end, until it is whole: it would be rendered for each scroll", () => {
  const { show } = withTail();
  const heard = vi.fn();
  scroller().addEventListener("scroll", heard);
  const scroll = () => scroller().dispatchEvent(new Event("scroll"));
  scroll();
  show(24);
  scroll();
  expect(heard).not.toHaveBeenCalled();
  scroller().dispatchEvent(new Event("wheel"));
  expect(heard).toHaveBeenCalledTimes(1);
  scroll();
  expect(heard).toHaveBeenCalledTimes(2);
});

test("a list in two parts that is scrolled otherwise says so", () => {
  withTail();
  const heard = vi.fn();
  scroller().addEventListener("scroll", heard);
  for (const top of [1_990, 2_000]) {
    scroller().scrollTop = top;
    scroller().dispatchEvent(new Event("scroll"));
  }
  expect(heard).toHaveBeenCalledTimes(2);
});

test("a list that leaves messages out is whole when nothing has come for a while, another one stays", () => {
  const { show, lengths } = withTail();
  act(() => void vi.advanceTimersByTime(10_000));
  expect(lengths()).toEqual([13, 10]);
  show(123);
  expect(lengths()).toEqual([13, 19]);
  act(() => void vi.advanceTimersByTime(1_900));
  show(223);
  act(() => void vi.advanceTimersByTime(1_900));
  expect(lengths()).toEqual([13, 19]);
  act(() => void vi.advanceTimersByTime(100));
  expect(lengths()).toEqual([223, 0]);
});

test("a jump goes through a whole list: the virtual one knows no rows behind it", () => {
  const { lengths } = withTail();
  act(() => place.goTo(120));
  expect(lengths()).toEqual([23, 0]);
  expect(scrollToIndex).toHaveBeenLastCalledWith(19, { align: "center" });
});

test("the place is the same object while nothing of it changes", () => {
  const room = fakeRoom();
  const timeline = timelineOf(1, 3);
  const page = render(<List room={room} timeline={timeline} />);
  const before = place;
  page.rerender(<List room={room} timeline={{ ...timeline }} />);
  expect(place).toBe(before);
});

test("a row behind the list stays while it has the focus or a button is down", () => {
  const { lengths } = withTail();
  const row = document.createElement("button");
  scroller().append(row);
  const move = (buttons: number) => scroller().dispatchEvent(new PointerEvent("pointermove", { buttons }));
  move(1);
  expect(lengths()).toEqual([13, 10]);
  row.focus();
  move(0);
  act(() => void vi.advanceTimersByTime(5_000));
  expect(lengths()).toEqual([13, 10]);
  row.blur();
  move(0);
  expect(lengths()).toEqual([23, 0]);
});

test("under a finger a list is never split", () => {
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  const page = render(<List room={fakeRoom()} timeline={timelineOf(1, 3)} />);
  for (const last of [13, 23, 33]) {
    page.rerender(<List room={fakeRoom()} timeline={timelineOf(1, last)} />);
    expect(place.tail).toEqual([]);
  }
  vi.unstubAllGlobals();
});

test("an empty list is not filled and loads nothing", () => {
  const room = fakeRoom();
  render(<List room={room} timeline={timelineOf(1, 0, { hasOlder: true })} />);
  expect([place.filled, room.older.mock.calls.length]).toEqual([false, 0]);
});

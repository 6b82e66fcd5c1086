import { expect, test } from "vitest";
import { createFollowing, type ScrollBox } from "../../src/timeline/place/following.ts";

const CLIENT_HEIGHT = 500;

/** A position in content of some height; `fromEnd` is the distance to its end. */
const box = (scrollHeight: number, fromEnd: number): ScrollBox => ({
  scrollHeight,
  clientHeight: CLIENT_HEIGHT,
  scrollTop: scrollHeight - CLIENT_HEIGHT - fromEnd,
});

/** A list that was scrolled to its end once; `pass` moves the clock. */
function atEnd() {
  let now = 0;
  const following = createFollowing(() => now);
  following.moveTo(box(2_000, 0), false);
  return {
    following,
    pass(ms: number) {
      now += ms;
    },
  };
}

test("a list follows its end from the beginning", () => {
  const following = createFollowing();
  expect([following.isFollowing(), following.isMeasured()]).toEqual([true, false]);
  following.moveTo(box(2_000, 0), false);
  expect([following.isFollowing(), following.isMeasured()]).toEqual([true, true]);
});

test("a list stops following when the reader scrolls up", () => {
  const { following } = atEnd();
  following.moveTo(box(2_000, 300), false);
  expect(following.isFollowing()).toBe(false);
});

test("a list follows again when the reader comes near its end", () => {
  const { following } = atEnd();
  following.moveTo(box(2_000, 300), false);
  following.moveTo(box(2_000, 40), false);
  expect(following.isFollowing()).toBe(false);
  following.moveTo(box(2_000, 39), false);
  expect(following.isFollowing()).toBe(true);
});

test("a movement by the list itself, when a row is lower than estimated, is not the reader's", () => {
  const { following, pass } = atEnd();
  pass(10_000);
  following.moveTo(box(1_900, 100), false);
  expect(following.isFollowing()).toBe(true);
});

test("the same movement shortly after a touch is the reader's", () => {
  const { following, pass } = atEnd();
  pass(10_000);
  following.noteInput();
  pass(1_400);
  following.moveTo(box(1_900, 100), false);
  expect(following.isFollowing()).toBe(false);
});

test("a list that grows at its end goes on following", () => {
  const { following } = atEnd();
  following.moveTo(box(2_400, 400), false);
  expect(following.isFollowing()).toBe(true);
});

test("a list does not follow while newer messages are not loaded", () => {
  const { following } = atEnd();
  following.moveTo(box(2_000, 0), true);
  expect(following.isFollowing()).toBe(false);
});

test("input counts until the list is told to follow or to stay", () => {
  const { following } = atEnd();
  following.noteInput();
  expect(following.hasInput()).toBe(true);
  following.stay();
  expect([following.hasInput(), following.isFollowing()]).toEqual([false, false]);
  following.noteInput();
  following.follow();
  expect([following.hasInput(), following.isFollowing()]).toEqual([false, true]);
});

test("a list is where it was last said to be until it moves or grows", () => {
  const { following } = atEnd();
  expect(following.isAt(box(2_000, 0))).toBe(true);
  expect(following.isAt(box(2_000, 1))).toBe(false);
  expect(following.isAt(box(2_100, 100))).toBe(false);
});

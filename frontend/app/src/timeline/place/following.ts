/** Distance from the end, in pixels, within which the list follows new messages. */
export const NEAR_END_PX = 40;
/** Time after a touch, a wheel turn or a key press within which a movement counts as the reader's. */
const INPUT_MS = 1_500;

/** The measures of an element that scrolls, in pixels. */
export interface ScrollBox {
  scrollTop: number;
  scrollHeight: number;
  clientHeight: number;
}

/** Decides whether a list follows its end, from the way it is scrolled. */
export interface Following {
  isFollowing(): boolean;
  /** Follows the end from now on. */
  follow(): void;
  /** Keeps the list in its place from now on. */
  stay(): void;
  /** Notes that the reader touched the list, turned the wheel or pressed a key. */
  noteInput(): void;
  /** Whether the reader did so since the list was last told to follow or to stay. */
  hasInput(): boolean;
  /** Whether the list was scrolled before, so that its height is known. */
  isMeasured(): boolean;
  /** Whether the list is where it was last said to be. */
  isAt(box: ScrollBox): boolean;
  /** Takes the position after a scroll. `hasNewer` says whether newer messages are still to be loaded below. */
  moveTo(box: ScrollBox, hasNewer: boolean): void;
}

/** Distance between the visible part and the end of the content, in pixels. */
export const distanceToEnd = ({ scrollTop, scrollHeight, clientHeight }: ScrollBox) =>
  scrollHeight - scrollTop - clientHeight;

/** Makes a `Following` that follows the end; `now` answers milliseconds of a steady clock. */
export function createFollowing(now: () => number = () => performance.now()): Following {
  let following = true;
  let offset = 0;
  let height = 0;
  let inputAt = Number.NEGATIVE_INFINITY;
  let touched = false;
  return {
    isFollowing: () => following,
    follow() {
      following = true;
      touched = false;
    },
    stay() {
      following = false;
      touched = false;
    },
    noteInput() {
      inputAt = now();
      touched = true;
    },
    hasInput: () => touched,
    isMeasured: () => height > 0,
    isAt: ({ scrollTop, scrollHeight }) => scrollTop === offset && scrollHeight === height,
    moveTo(box, hasNewer) {
      const { scrollTop, scrollHeight } = box;
      // When a row is lower than estimated, the list itself moves up a little: only the reader's movements count.
      const isReader = scrollHeight === height || now() - inputAt < INPUT_MS;
      if (distanceToEnd(box) < NEAR_END_PX && !hasNewer) following = true;
      else if (hasNewer || (isReader && scrollTop < offset - 1)) following = false;
      offset = scrollTop;
      height = scrollHeight;
    },
  };
}

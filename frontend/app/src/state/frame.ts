/** Updates take at most this share of the time: the rest is left to keys and scrolling. */
const SHARE = 1 / 10;
/** In a burst, an update that takes longer has a share that is as many times smaller as the frames that it takes. */
const FRAME_MS = 16;
/** Time that updates may take beyond their share after a quiet while, as when a room opens. */
const SAVED_MS = 150;
const MAX_PAUSE_MS = 1_500;
/** An update waits no longer than this for a frame: hidden tabs have none. */
const MAX_WAIT_MS = 100;

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Resolves when the pause after the last update is over. */
let free = Promise.resolve();
/** Ends that pause. */
let resume = () => {};
/** The time that updates may still take at once, and when it was counted. */
let saved = SAVED_MS;
let countedAt = 0;

/** Resolves when what the last update left to be rendered in pieces is shown; null when nothing is left. */
let rest: Promise<void> | null = null;

/** Counts the time until the function that it returns is called as part of the update that runs. */
export function holdUpdate(): () => void {
  let end = () => {};
  const shown = new Promise<void>((resolve) => {
    end = resolve;
  });
  rest = shown;
  return () => {
    if (rest === shown) rest = null;
    end();
  };
}

/** Runs an update before a frame. On a slow machine or in a burst it leaves frames out. */
export const frame = (show: () => void) => void free.then(() => next(show));

function next(show: () => void) {
  const once = () => {
    cancelAnimationFrame(painted);
    clearTimeout(late);
    // Set before the update runs, so that updates that it causes wait too.
    if (!document.hidden) free = pause(performance.now());
    show();
  };
  const painted = requestAnimationFrame(once);
  const late = setTimeout(once, MAX_WAIT_MS);
}

async function pause(from: number) {
  const acted = new Promise<boolean>((resolve) => (resume = () => resolve(true)));
  // A timer runs after the frame, so the time includes layout and paint, which are most of the cost.
  await after(0);
  if (rest && (await Promise.race([rest.then(() => after(0)), after(MAX_PAUSE_MS), acted]))) return;
  const now = performance.now();
  const spent = now - from;
  const had = Math.min(SAVED_MS, saved + SHARE * (now - countedAt));
  const times = had < FRAME_MS ? Math.max(1, spent / FRAME_MS) : 1;
  saved = Math.max(had - spent * times, -SHARE * MAX_PAUSE_MS);
  countedAt = now;
  await Promise.race([after(-saved / SHARE), acted]);
}

/** Lets updates come at once when the user clicks or presses Enter, as to send a message: also those that answer it. */
export function watchActs() {
  const act = () => {
    saved = SAVED_MS;
    resume();
  };
  addEventListener("click", act, { capture: true });
  addEventListener("keydown", ({ key }) => key === "Enter" && act(), { capture: true });
}

/** Updates take at most this share of the time: the rest is left to keys and scrolling. */
const SHARE = 1 / 10;
/** An update that had to wait for the one before has a share that is as many times smaller as the frames that it takes. */
const FRAME_MS = 16;
/** Time that updates may take beyond their share after a quiet while, as when a room opens. */
const SAVED_MS = 150;
const MAX_PAUSE_MS = 1_500;
/** An update waits no longer than this for a frame: hidden tabs have none. */
const MAX_WAIT_MS = 100;

const after = (ms: number) => new Promise<true>((resolve) => setTimeout(resolve, ms, true));

/** Resolves when the pause after the last update is over, to false if the user ended it; null when there is none. */
let free: Promise<boolean> | null = null;
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
export const frame = (show: () => void) =>
  void Promise.resolve(free ?? false).then((hasWaited) => next(show, hasWaited));

function next(show: () => void, hasWaited: boolean) {
  const once = () => {
    cancelAnimationFrame(painted);
    clearTimeout(late);
    // Set before the update runs, so that updates that it causes wait too.
    if (!document.hidden) begin(pause(performance.now(), hasWaited));
    show();
  };
  const painted = requestAnimationFrame(once);
  const late = setTimeout(once, MAX_WAIT_MS);
}

function begin(pause: Promise<boolean>) {
  free = pause;
  void pause.then(() => {
    if (free === pause) free = null;
  });
}

async function pause(from: number, hasWaited: boolean): Promise<boolean> {
  const acted = new Promise<false>((resolve) => (resume = () => resolve(false)));
  // A timer runs after the frame, so the time includes layout and paint, which are most of the cost.
  await after(0);
  if (rest && !(await Promise.race([rest.then(() => after(0)), after(MAX_PAUSE_MS), acted]))) return false;
  const now = performance.now();
  const spent = now - from;
  const had = Math.min(SAVED_MS, saved + SHARE * (now - countedAt));
  const times = hasWaited ? Math.max(1, spent / FRAME_MS) : 1;
  saved = Math.max(had - spent * times, -SHARE * MAX_PAUSE_MS);
  countedAt = now;
  return Promise.race([after(-saved / SHARE), acted]);
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

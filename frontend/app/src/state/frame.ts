/** The pause after an update, as a multiple of its duration: it leaves time for keys and scrolling. */
const PAUSE_FACTOR = 4;
const MAX_PAUSE_MS = 250;
/** An update waits no longer than this for a frame: hidden tabs have none. */
const MAX_WAIT_MS = 100;

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Resolves when the pause after the last update is over. */
let free = Promise.resolve();

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
  // A timer runs after the frame, so the time includes layout and paint, which are most of the cost.
  await after(0);
  await after(Math.min(MAX_PAUSE_MS, PAUSE_FACTOR * (performance.now() - from)));
}

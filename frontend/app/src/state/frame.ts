/** After showing changes, others wait this many times as long as that took: there is room for keys and scrolling. */
const PAUSE = 4;
const PAUSE_MOST_MS = 250;
/** Frames stop in hidden tabs. */
const LATE_MS = 100;

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

let free = Promise.resolve();

/** Runs what shows changes before a frame; on a slow machine, or in a burst, not before every one. */
export const frame = (show: () => void) => void free.then(() => next(show));

function next(show: () => void) {
  const once = () => {
    cancelAnimationFrame(painted);
    clearTimeout(late);
    // Before anything of it: what it brings about must wait as well.
    if (!document.hidden) free = pause(performance.now());
    show();
  };
  const painted = requestAnimationFrame(once);
  const late = setTimeout(once, LATE_MS);
}

async function pause(from: number) {
  // The timer comes after the frame: layout and paint are most of the cost.
  await after(0);
  await after(Math.min(PAUSE_MOST_MS, PAUSE * (performance.now() - from)));
}

/** After showing changes, others wait this many times as long as that took: there is room for keys and scrolling. */
const PAUSE = 4;
const PAUSE_MOST_MS = 250;
/** Frames stop in hidden tabs. */
const LATE_MS = 100;

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The next frame, before anything of it is laid out. */
const painting = () => Promise.race([new Promise(requestAnimationFrame), after(LATE_MS)]);

let free = Promise.resolve();

/** Runs what shows changes, not before each frame on a slow machine or in a burst. */
export async function frame(show: () => void) {
  await free;
  // A task of its own, apart from what brought the changes, and from the frame that lays them out.
  await after(0);
  // Before anything of it: what it brings about must wait as well.
  free = pause();
  show();
}

async function pause() {
  const from = performance.now();
  await after(0);
  const shown = performance.now() - from;
  await painting();
  const frame = performance.now();
  // The timer comes after the frame: layout and paint are most of the cost.
  await after(0);
  await after(Math.min(PAUSE_MOST_MS, PAUSE * (shown + performance.now() - frame)));
}

/** After showing changes, others wait this many times as long as that took: there is room for keys and scrolling. */
const PAUSE = 2;
const PAUSE_MOST_MS = 250;
/** Frames stop in hidden tabs. */
const LATE_MS = 100;

let free = 0;

/** Runs what shows changes before a frame; on a slow machine, or in a burst, not before every one. */
export function frame(show: () => void) {
  const wait = free - performance.now();
  if (wait > 0) setTimeout(() => next(show), wait);
  else next(show);
}

function next(show: () => void) {
  const once = () => {
    cancelAnimationFrame(painted);
    clearTimeout(late);
    const from = performance.now();
    show();
    // Comes after the frame: layout and paint are most of the cost.
    setTimeout(() => {
      const now = performance.now();
      free = now + Math.min(PAUSE_MOST_MS, PAUSE * (now - from));
    });
  };
  const painted = requestAnimationFrame(once);
  const late = setTimeout(once, LATE_MS);
}

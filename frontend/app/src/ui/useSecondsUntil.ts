import { useEffect, useState } from "react";

/** Whole seconds until a moment in milliseconds since 1970; 0 when it is over, or without one. Renders every second. */
export function useSecondsUntil(at: number | null): number {
  const [now, setNow] = useState(Date.now);
  const isAhead = at !== null && at > now;
  useEffect(() => {
    if (at === null) return;
    setNow(Date.now());
    if (!isAhead) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [at, isAhead]);
  return isAhead ? Math.ceil((at - now) / 1_000) : 0;
}

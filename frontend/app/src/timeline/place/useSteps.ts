import type { Entry } from "@roomcast/client";
import { useLayoutEffect, useRef, useState } from "react";
import { nextStep } from "../entries.ts";

/** Gives a list its entries in steps that it can keep its place in; `shift` says whether its head has moved. */
export function useSteps(latest: readonly Entry[]): { entries: readonly Entry[]; shift: boolean } {
  const shownBefore = useRef<readonly Entry[]>([]);
  const [, renderAgain] = useState(0);
  const { entries, shift, partial } = nextStep(shownBefore.current, latest);
  useLayoutEffect(() => {
    shownBefore.current = entries;
    if (partial) renderAgain((n) => n + 1);
  });
  return { entries, shift };
}

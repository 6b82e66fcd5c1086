import type { Entry } from "@roomcast/client";
import { useLayoutEffect, useRef, useState } from "react";
import { nextStep } from "../entries.ts";

const NONE: readonly Entry[] = [];

/** Gives a list its entries in steps that it can keep its place in; `shift` says whether its head has moved. */
export function useSteps(latest: readonly Entry[]): { entries: readonly Entry[]; shift: boolean } {
  const before = useRef({ entries: NONE, shift: false, partial: false });
  const [, renderAgain] = useState(0);
  // Of the same entries the step stays the same: a list that is rendered again, maybe in pieces, has not changed.
  const step = latest === before.current.entries ? before.current : nextStep(before.current.entries, latest);
  useLayoutEffect(() => {
    before.current = step;
    if (step.partial) renderAgain((n) => n + 1);
  });
  return step;
}

import { type FormEvent, useState } from "react";
import { explain } from "../text/index.ts";

/** State of a form that runs `act` when it is submitted: whether that is under way, and why it failed. */
export function useSubmit(act: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await act();
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return { busy, problem: problem === null ? null : explain(problem), onSubmit };
}

import { type FormEvent, useState } from "react";
import { explain } from "../text/index.ts";

/** A form that does one thing: whether it is under way, and why it did not work. */
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

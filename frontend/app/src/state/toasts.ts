import { explain } from "../text/index.ts";
import { store, useStore } from "./store.ts";

/** A short message at the edge of the page. */
interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action?: { label: string; run(): void };
}

/** Time that a toast is shown. */
const SHOWN_MS = 6_000;
const toasts = store<readonly Toast[]>([]);
/** The toasts that are shown. */
export const useToasts = () => useStore(toasts);
let nextId = 1;

/** Removes a toast. */
export const dismiss = (id: number) => toasts.set(toasts.get().filter((toast) => toast.id !== id));

/** Shows a toast, at most two others beside it; `bad` marks it as a problem. */
export function toast(text: string, action?: Toast["action"], bad = false) {
  const id = nextId++;
  toasts.set([...toasts.get().slice(-2), { id, text, bad, action }]);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

/** Shows an error as a toast. */
export const complain = (error: unknown) => toast(explain(error), undefined, true);

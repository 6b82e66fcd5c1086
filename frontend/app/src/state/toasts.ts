import { explain } from "../text/index.ts";
import { store, useStore } from "./store.ts";

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action?: { label: string; run(): void };
}

const SHOWN_MS = 6_000;
const toasts = store<readonly Toast[]>([]);
export const useToasts = () => useStore(toasts);
let next = 1;

export const dismiss = (id: number) => toasts.set(toasts.get().filter((toast) => toast.id !== id));

export function toast(text: string, action?: Toast["action"], bad = false) {
  const id = next++;
  toasts.set([...toasts.get().slice(-2), { id, text, bad, action }]);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

/** Tells why something did not work. */
export const complain = (error: unknown) => toast(explain(error), undefined, true);

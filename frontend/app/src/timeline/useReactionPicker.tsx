import type { Message } from "@roomcast/client";
import { type ReactNode, useState } from "react";
import { part } from "../state/part.tsx";

const ReactionPicker = part(() => import("./ReactionPicker.tsx"));

interface Opened {
  message: Message;
  anchor: DOMRect;
  /** The element that had the focus. */
  before: Element | null;
}

/** A list's emoji picker: `open` shows it beside `anchor`, `node` is its place among the elements. */
export function useReactionPicker(onPick: (message: Message, emoji: string) => void): {
  open(message: Message, anchor: DOMRect): void;
  node: ReactNode;
} {
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => {
    setOpened(null);
    const before = opened?.before;
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
  return {
    open: (message, anchor) => setOpened({ message, anchor, before: document.activeElement }),
    node: opened && (
      <ReactionPicker
        anchor={opened.anchor}
        onClose={close}
        onPick={(emoji) => {
          close();
          onPick(opened.message, emoji);
        }}
      />
    ),
  };
}

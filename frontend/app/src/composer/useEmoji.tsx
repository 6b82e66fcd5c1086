import { type ReactNode, useState } from "react";
import { part } from "../state/part.tsx";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import ui from "../ui/ui.module.css";
import styles from "./composer.module.css";

const EmojiPicker = part(() => import("./EmojiPicker.tsx"));

/** An emoji picker: the button that opens it, and the picker's place among the elements. */
export function useEmoji(onPick: (emoji: string) => void): { button: ReactNode; picker: ReactNode } {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  const pick = (emoji: string) => {
    setOpen(false);
    onPick(emoji);
  };
  return {
    button: (
      <button
        type="button"
        className={`${ui.iconButton} ${styles.emojiButton}`}
        aria-label={t.emoji}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="smile" />
      </button>
    ),
    picker: open && <EmojiPicker onClose={() => setOpen(false)} onPick={pick} />,
  };
}

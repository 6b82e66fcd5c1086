import { useRef } from "react";
import EmojiPicker from "../composer/EmojiPicker.tsx";
import { useMenuPlace } from "../ui/useMenuPlace.ts";
import styles from "./reactions.module.css";

interface ReactionPickerProps {
  /** The box that the picker belongs to. */
  anchor: DOMRect;
  onPick(emoji: string): void;
  onClose(): void;
}

/** The emoji picker in the browser's top layer, beside a message. */
export default function ReactionPicker({ anchor, onPick, onClose }: ReactionPickerProps) {
  const box = useRef<HTMLDivElement>(null);
  useMenuPlace(box, anchor);
  return (
    <div ref={box} popover="manual" className={styles.picker}>
      <EmojiPicker onPick={onPick} onClose={onClose} />
    </div>
  );
}

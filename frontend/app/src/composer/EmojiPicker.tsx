import { type EmojiPickerListComponents, EmojiPicker as Picker } from "frimousse";
import { type RefObject, useEffect, useRef } from "react";
import { at } from "../state/base.ts";
import { useLayer } from "../state/layers.ts";
import { useSettings } from "../state/settings.ts";
import { useTexts } from "../text/index.ts";
import styles from "./composer.module.css";

const COLUMNS = 8;

/** How the library's parts are rendered. Rows and columns count from 1 for screen readers; the library counts from 0. */
const PARTS: Partial<EmojiPickerListComponents> = {
  CategoryHeader: ({ category, ...props }) => (
    <div {...props} className={styles.emojiHead}>
      {category.label}
    </div>
  ),
  Row: ({ children, ...props }) => (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is among the library's properties
    <div {...props} aria-rowindex={Number(props["aria-rowindex"]) + 1}>
      {children}
    </div>
  ),
  Emoji: ({ emoji, ...props }) => (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is among the library's properties
    <button
      type="button"
      {...props}
      aria-colindex={Number(props["aria-colindex"]) + 1}
      className={styles.emojiOne}
    >
      {emoji.emoji}
    </button>
  ),
};

/** Calls back when the user clicks outside of an element or presses Escape. */
function useDismiss(box: RefObject<HTMLElement | null>, onDismiss: () => void) {
  const dismiss = useRef(onDismiss);
  dismiss.current = onDismiss;
  useEffect(() => {
    const onDown = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) dismiss.current();
    };
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && dismiss.current();
    document.addEventListener("pointerdown", onDown);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onDown);
      document.removeEventListener("keydown", onKey);
    };
  }, [box]);
}

/** Lets the user choose an emoji. The list of emoji comes from the page's own server. */
export default function EmojiPicker({ onPick, onClose }: { onPick(emoji: string): void; onClose(): void }) {
  const t = useTexts();
  const { language } = useSettings();
  const box = useRef<HTMLDivElement>(null);
  useDismiss(box, onClose);
  useLayer(onClose);
  return (
    <div ref={box} className={styles.emoji}>
      <Picker.Root
        locale={language}
        emojibaseUrl={at("/emoji")}
        columns={COLUMNS}
        onEmojiSelect={({ emoji }) => onPick(emoji)}
      >
        <Picker.Search
          autoFocus
          aria-label={t.search}
          placeholder={t.search}
          className={styles.emojiSearch}
        />
        <Picker.Viewport className={styles.emojiView}>
          <Picker.Loading>{t.loading}</Picker.Loading>
          <Picker.Empty>{({ search }) => t.noResults(search)}</Picker.Empty>
          <Picker.List components={PARTS} />
        </Picker.Viewport>
      </Picker.Root>
    </div>
  );
}

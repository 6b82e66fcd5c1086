import { type DragEvent, type ReactNode, useState } from "react";
import { useTexts } from "../text/index.ts";
import styles from "./room.module.css";

interface DropZoneProps {
  /** Whether files can be added now. */
  accepts(): boolean;
  onFiles(files: Iterable<File>): void;
  children: ReactNode;
}

/** A column that takes files that are dragged onto it. */
export function DropZone({ accepts, onFiles, children }: DropZoneProps) {
  const t = useTexts();
  const [dragging, setDragging] = useState(false);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files") && accepts();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files can also be added by the button and by pasting
    <div
      className={styles.column}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setDragging(true);
      }}
      onDragLeave={(event) => event.currentTarget === event.target && setDragging(false)}
      onDrop={(event) => {
        setDragging(false);
        if (!hasFiles(event)) return;
        event.preventDefault();
        onFiles(event.dataTransfer.files);
      }}
    >
      {children}
      {dragging && <div className={styles.drop}>{t.dropHere}</div>}
    </div>
  );
}

import { type KeyboardEvent, useState } from "react";
import { useTexts } from "../text/index.ts";
import { Dialog } from "../ui/Dialog.tsx";
import styles from "./dialogs.module.css";

/** Greatest zoom factor. */
const MAX_ZOOM = 6;
/** Factor by which one key press changes the zoom. */
const STEP = 1.5;

/** Shows a picture on the whole page; plus, minus and a click change its size. */
export default function ImageViewer({ url, name, onClose }: { url: string; name: string; onClose(): void }) {
  const t = useTexts();
  const [zoom, setZoom] = useState(1);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "+" || event.key === "=") setZoom(Math.min(MAX_ZOOM, zoom * STEP));
    else if (event.key === "-") setZoom(Math.max(1, zoom / STEP));
    else if (event.key === "0") setZoom(1);
  };
  return (
    <Dialog title={name || t.image} shape="picture" onClose={onClose}>
      <button
        type="button"
        className={styles.viewer}
        data-zoomed={zoom > 1}
        onKeyDown={onKeyDown}
        onClick={() => setZoom(zoom > 1 ? 1 : STEP * STEP)}
      >
        <img
          src={url}
          alt={name || t.image}
          referrerPolicy="no-referrer"
          style={{ width: `${zoom * 100}%`, height: `${zoom * 100}%` }}
        />
      </button>
    </Dialog>
  );
}

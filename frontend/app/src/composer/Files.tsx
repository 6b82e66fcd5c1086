import { useEffect, useState } from "react";
import { isolated, withoutControls } from "../text/bidi.ts";
import { bytes } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import styles from "./composer.module.css";
import type { ChosenFile } from "./useFiles.ts";

interface FilesProps {
  files: readonly ChosenFile[];
  onRemove(id: number): void;
  /** Called with a picture's size once it is known. */
  onMeasure(id: number, width: number, height: number): void;
}

/** Lists the files that go out with the next message. */
export default function Files({ files, onRemove, onMeasure }: FilesProps) {
  const t = useTexts();
  return (
    <ul className={styles.files}>
      {files.map((file) => (
        <li key={file.id}>
          <Preview blob={file.blob} onSize={(width, height) => onMeasure(file.id, width, height)} />
          <span>
            <b dir="auto">{withoutControls(file.name)}</b>
            <small>{bytes(t, file.blob.size)}</small>
          </span>
          <button
            type="button"
            aria-label={t.removeFile(isolated(file.name))}
            onClick={() => onRemove(file.id)}
          >
            <Icon name="close" size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A small picture of an image file, or a sign for another file. */
function Preview({ blob, onSize }: { blob: Blob; onSize(width: number, height: number): void }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!blob.type.startsWith("image/")) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  if (!url) return <Icon name="file" size={24} />;
  return (
    <img
      src={url}
      alt=""
      onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => onSize(naturalWidth, naturalHeight)}
    />
  );
}

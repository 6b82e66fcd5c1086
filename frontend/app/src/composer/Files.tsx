import { useEffect, useState } from "react";
import { bytes } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { Icon } from "../ui/Icon.tsx";
import styles from "./composer.module.css";
import type { Chosen } from "./useFiles.ts";

interface FilesProps {
  files: readonly Chosen[];
  onRemove(id: number): void;
  /** Tells a picture's size. */
  onMeasure(id: number, width: number, height: number): void;
}

/** The files that go out with the message. */
export function Files({ files, onRemove, onMeasure }: FilesProps) {
  const t = useTexts();
  if (files.length === 0) return null;
  return (
    <ul className={styles.files}>
      {files.map((file) => (
        <li key={file.id}>
          <Preview blob={file.blob} onSize={(width, height) => onMeasure(file.id, width, height)} />
          <span>
            <b>{file.name}</b>
            <small>{bytes(t, file.blob.size)}</small>
          </span>
          <button type="button" aria-label={t.removeFile(file.name)} onClick={() => onRemove(file.id)}>
            <Icon name="close" size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}

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

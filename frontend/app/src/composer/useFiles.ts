import { useCallback, useState } from "react";
import { useServer } from "../state/account.ts";
import { toast } from "../state/toasts.ts";
import { isolated } from "../text/bidi.ts";
import { bytes } from "../text/format.ts";
import { currentTexts } from "../text/index.ts";
import { sizeHint } from "../timeline/sizeHint.ts";

/** A file that was chosen and is not sent yet. */
export interface ChosenFile {
  id: number;
  blob: File;
  name: string;
  /** A picture's size, as the part of its address behind the `#`; set once the size is known. */
  fragment?: string;
}

let nextId = 1;

/**
 * Holds the files that go out with the next message. A file over the server's limit is refused at once if the limit
 * is known; otherwise the server refuses it before anything is uploaded.
 */
export function useFiles() {
  const maxBytes = useServer()?.max_upload_bytes ?? Number.POSITIVE_INFINITY;
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const add = useCallback(
    (chosen: Iterable<File>) => {
      const added = [...chosen].map((blob) => ({ id: nextId++, blob, name: blob.name || "file" }));
      const t = currentTexts();
      for (const { blob, name } of added)
        if (blob.size > maxBytes) toast(t.fileTooLarge(isolated(name), bytes(t, maxBytes)), undefined, true);
      setFiles((before) => [...before, ...added.filter(({ blob }) => blob.size <= maxBytes)]);
    },
    [maxBytes],
  );
  const remove = useCallback(
    (id: number) => setFiles((before) => before.filter((file) => file.id !== id)),
    [],
  );
  /** Notes the size of a picture. */
  const measure = useCallback((id: number, width: number, height: number) => {
    const fragment = sizeHint(width, height);
    setFiles((before) => before.map((file) => (file.id === id ? { ...file, fragment } : file)));
  }, []);
  /** Empties the list; answers its files. */
  const take = () => {
    setFiles([]);
    return files.map(({ blob, name, fragment }) => ({ blob, name, fragment }));
  };
  return { files, add, remove, measure, take };
}

import { useCallback, useState } from "react";
import { useServer } from "../state/account.ts";
import { toast } from "../state/toasts.ts";
import { bytes } from "../text/format.ts";
import { currentTexts } from "../text/index.ts";
import { sizeHint } from "../timeline/sizeHint.ts";

export interface Chosen {
  id: number;
  blob: File;
  name: string;
  /** A picture's size, once it is known. */
  fragment?: string;
}

let next = 1;

/**
 * Files that wait for the message they are sent with. One that is too large is refused at once where the
 * server says what is; else when it is asked for a place, before anything is uploaded.
 */
export function useFiles() {
  const most = useServer()?.max_upload_bytes ?? Number.POSITIVE_INFINITY;
  const [files, setFiles] = useState<readonly Chosen[]>([]);
  const add = useCallback(
    (chosen: Iterable<File>) => {
      const fresh = [...chosen].map((blob) => ({ id: next++, blob, name: blob.name || "file" }));
      const t = currentTexts();
      for (const { blob, name } of fresh)
        if (blob.size > most) toast(t.fileTooLarge(name, bytes(t, most)), undefined, true);
      setFiles((before) => [...before, ...fresh.filter(({ blob }) => blob.size <= most)]);
    },
    [most],
  );
  const remove = useCallback(
    (id: number) => setFiles((before) => before.filter((file) => file.id !== id)),
    [],
  );
  const measure = useCallback((id: number, width: number, height: number) => {
    const fragment = sizeHint(width, height);
    setFiles((before) => before.map((file) => (file.id === id ? { ...file, fragment } : file)));
  }, []);
  const take = () => {
    setFiles([]);
    return files.map(({ blob, name, fragment }) => ({ blob, name, fragment }));
  };
  return { files, add, remove, measure, take };
}

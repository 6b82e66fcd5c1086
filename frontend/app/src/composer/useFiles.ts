import { useCallback, useState } from "react";

export interface Chosen {
  id: number;
  blob: File;
  name: string;
}

let next = 1;

/** Files that wait for the message they are sent with. */
export function useFiles() {
  const [files, setFiles] = useState<readonly Chosen[]>([]);
  const add = useCallback((chosen: Iterable<File>) => {
    const fresh = [...chosen].map((blob) => ({ id: next++, blob, name: blob.name || "file" }));
    if (fresh.length > 0) setFiles((before) => [...before, ...fresh]);
  }, []);
  const remove = useCallback(
    (id: number) => setFiles((before) => before.filter((file) => file.id !== id)),
    [],
  );
  const take = () => {
    setFiles([]);
    return files.map(({ blob, name }) => ({ blob, name }));
  };
  return { files, add, remove, take };
}

import type { Entry } from "@roomcast/client";
import { useEffect, useState } from "react";
import { openDialog } from "../state/dialogs.ts";
import { isolated, withoutControls } from "../text/bidi.ts";
import { bytes } from "../text/format.ts";
import { useTexts } from "../text/index.ts";
import { isWebAddress } from "../text/links.ts";
import { Icon } from "../ui/Icon.tsx";
import { ratioOf } from "./sizeHint.ts";
import styles from "./timeline.module.css";

/** A file as it is shown. */
interface ShownFile {
  url: string | null;
  name: string;
  size: number | null;
  image: boolean;
  /** A picture's ratio of width to height, if it is known. */
  ratio?: number;
}

/** The last part of an address, as a file's name. A part that is not encoded rightly is taken as it stands. */
function nameInAddress(address: string): string {
  const part = new URL(address).pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The file of an entry, if it has one; `local` is the address of a file that is not uploaded yet. */
function fileOf(entry: Entry, local: string | null): ShownFile | null {
  if (entry.kind === "sent") {
    const { file_url, file_name, file_size, message_type } = entry.message;
    if (!isWebAddress(file_url)) return null;
    const name = withoutControls(file_name ?? nameInAddress(file_url));
    const ratio = ratioOf(new URL(file_url).hash.slice(1));
    return { url: file_url, name, size: file_size, image: message_type === "image", ratio };
  }
  const { file, uploaded } = entry.outgoing;
  if (file) {
    const image = file.blob.type.startsWith("image/");
    return {
      url: local,
      name: withoutControls(file.name),
      size: file.blob.size,
      image,
      ratio: ratioOf(file.fragment ?? ""),
    };
  }
  if (!uploaded) return null;
  const image = entry.outgoing.message_type === "image";
  const { file_url, file_name, file_size } = uploaded;
  return {
    url: file_url,
    name: withoutControls(file_name),
    size: file_size,
    image,
    ratio: ratioOf(file_url.split("#")[1] ?? ""),
  };
}

/** An address for a file that is not uploaded yet. */
function useLocalUrl(blob: Blob | undefined): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return blob ? url : null;
}

/** Shows a message's file: a picture, or a card with name and size. */
export function Attachment({ entry }: { entry: Entry }) {
  const t = useTexts();
  const local = useLocalUrl(entry.kind === "local" ? entry.outgoing.file?.blob : undefined);
  const [broken, setBroken] = useState<string | null>(null);
  const shown = fileOf(entry, local);
  if (!shown) return null;
  const { url, name, size, image, ratio } = shown;
  if (image && broken !== url) {
    return (
      <button
        type="button"
        className={styles.picture}
        style={{ aspectRatio: ratio }}
        aria-label={t.openImage(isolated(name))}
        disabled={!url}
        onClick={() => url && openDialog({ kind: "image", url, name })}
      >
        {url && (
          <img src={url} alt="" loading="lazy" referrerPolicy="no-referrer" onError={() => setBroken(url)} />
        )}
      </button>
    );
  }
  return (
    <a
      className={styles.file}
      href={entry.kind === "sent" ? (url ?? undefined) : undefined}
      target="_blank"
      rel="noopener noreferrer"
      referrerPolicy="no-referrer"
      download={name}
    >
      <Icon name="file" size={26} />
      <span>
        <b dir="auto">{name || t.file}</b>
        {size !== null && <small>{bytes(t, size)}</small>}
      </span>
    </a>
  );
}

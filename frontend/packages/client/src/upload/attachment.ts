import type { LocalEntry, Outgoing } from "../types/timeline.js";
import { type Uploader, uploadFile } from "./upload.js";

/** Uploads the file of a message. Returns the message with the file's address instead, or nothing without a file. */
export async function uploadAttachment(
  uploader: Uploader,
  { file, ...others }: Outgoing,
  signal: AbortSignal,
  show: (change: Partial<LocalEntry>) => void,
): Promise<Outgoing | undefined> {
  if (!file) return;
  const onProgress = (sent: number, total: number) =>
    show({ state: "uploading", progress: total && sent / total });
  onProgress(0, 1);
  const uploaded = await uploadFile(uploader, file.blob, file.name, { signal, onProgress });
  if (file.fragment) uploaded.file_url += `#${file.fragment}`;
  const isImage = /^image\/(?!svg)/.test(file.blob.type);
  const message_type = others.message_type ?? (isImage ? "image" : "file");
  return { ...others, uploaded, message_type };
}

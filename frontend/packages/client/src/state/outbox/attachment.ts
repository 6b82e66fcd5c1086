import type { RestCalls } from "../../rest.js";
import { uploadFile } from "../../transport/upload.js";
import type { Environment } from "../../types/environment.js";
import type { LocalEntry, Outgoing } from "../../types/timeline.js";

/** Uploads the file of a message. Returns the message with the file's address instead, or nothing without a file. */
export async function uploadAttachment(
  env: Environment,
  rest: RestCalls,
  { file, ...others }: Outgoing,
  signal: AbortSignal,
  show: (change: Partial<LocalEntry>) => void,
): Promise<Outgoing | undefined> {
  if (!file) return;
  const onProgress = (sent: number, total: number) =>
    show({ state: "uploading", progress: total && sent / total });
  onProgress(0, 1);
  const uploaded = await uploadFile(env, rest, file.blob, file.name, { signal, onProgress });
  if (file.fragment) uploaded.file_url += `#${file.fragment}`;
  const isImage = /^image\/(?!svg)/.test(file.blob.type);
  const message_type = others.message_type ?? (isImage ? "image" : "file");
  return { ...others, uploaded, message_type };
}

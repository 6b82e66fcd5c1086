import type { RestCalls } from "../rest.js";
import type { Environment } from "../types/environment.js";
import type { Uploaded, UploadOptions } from "../types/timeline.js";
import { sendFile } from "./send-file.js";

/** What an upload needs of a chat. */
export interface Uploader {
  env: Pick<Environment, "upload">;
  rest: Pick<RestCalls, "uploadFile">;
  /** The error of a request that failed. */
  failure(status: number, detail: string): Error;
}

/** Asks the server for an upload address and sends the file there. */
export async function uploadFile(
  { env, rest, failure }: Uploader,
  file: Blob,
  name: string,
  { signal, onProgress }: UploadOptions = {},
): Promise<Uploaded> {
  // The server takes media types without parameters; a recorder's have some: `audio/webm;codecs=opus`.
  const type = file.type.split(";", 1)[0] || "application/octet-stream";
  const {
    upload_url: url,
    file_url,
    ...how
  } = await rest.uploadFile({ file_name: name, content_type: type, file_size: file.size });
  signal?.throwIfAborted();
  const status = await (env.upload ?? sendFile)({ ...how, url, body: file, signal, onProgress });
  signal?.throwIfAborted();
  if (status < 200 || status > 299) throw failure(status, "upload_failed");
  return { file_url, file_name: name, file_size: file.size };
}

import type { UploadRequest } from "../types/environment.js";

/** Sends a file by `XMLHttpRequest`: `fetch` reports no progress. Resolves to the HTTP status, or 0 without an answer. */
export const sendFile = ({
  url,
  method,
  headers,
  body,
  signal,
  onProgress,
}: UploadRequest): Promise<number> =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const name in headers) request.setRequestHeader(name, headers[name] as string);
    request.upload.onprogress = (event) => onProgress?.(event.loaded, event.total);
    request.onloadend = () => resolve(request.status);
    if (signal) signal.onabort = () => request.abort();
    request.send(body);
  });

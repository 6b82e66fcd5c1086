/** Uploads: loaded with the first file. Imports nothing that the client needs before. */
export { uploadAttachment } from "./attachment.js";
export { uploadFile } from "./upload.js";

/** The parts of an outbox that need neither a chat nor a clock. */
import { expect, it } from "vitest";
import type { LocalEntry, Outgoing } from "../src/index.js";
import { bodyOf, itemOf } from "../src/state/outbox/item.js";
import { uploadAttachment } from "../src/upload/attachment.js";

const stored = { key: "k", room: 1, createdAt: 5, outgoing: { content: "hello", reply_to: 7 } };

it("shows a stored message as queued, and one that was refused as failed with its error", () => {
  expect(itemOf(stored).entry).toMatchObject({ kind: "local", key: "k", createdAt: 5, state: "queued" });
  const { entry } = itemOf({ ...stored, failed: [403, "muted", "You are muted."] });
  expect([entry.state, entry.error?.code, entry.error?.detail]).toEqual(["failed", "forbidden", "muted"]);
});

it("sends the text, the answered message, the uploaded file and the key", () => {
  const uploaded = { file_url: "http://up.test/f/1", file_name: "a.txt", file_size: 1 };
  expect(bodyOf(stored)).toEqual({ content: "hello", reply_to: 7, client_message_id: "k" });
  expect(bodyOf({ ...stored, outgoing: { content: "", message_type: "file", uploaded } })).toEqual({
    content: "",
    message_type: "file",
    ...uploaded,
    client_message_id: "k",
  });
});

/** Uploads to a server that reports half of the file first. */
async function upload(outgoing: Outgoing) {
  const shown: Partial<LocalEntry>[] = [];
  const env = {
    upload: async ({ body, onProgress }: { body: Blob; onProgress(sent: number, total: number): void }) => {
      onProgress(body.size / 2, body.size);
      return 200;
    },
  } as never;
  const rest = { uploadFile: async () => ({ upload_url: "u", file_url: "http://up.test/f/1" }) } as never;
  const uploader = { env, rest, failure: () => new Error() };
  const done = await uploadAttachment(uploader, outgoing, new AbortController().signal, (change) =>
    shown.push(change),
  );
  return { done, shown };
}

it("uploads the file of a message, shows the progress, and puts the address in its place", async () => {
  const blob = new Blob(["1234"], { type: "text/plain" });
  const { done, shown } = await upload({ content: "see", file: { blob, name: "a.txt" } });
  const uploaded = { file_url: "http://up.test/f/1", file_name: "a.txt", file_size: 4 };
  expect(done).toEqual({ content: "see", message_type: "file", uploaded });
  expect(shown.map(({ state, progress }) => [state, progress])).toEqual([
    ["uploading", 0],
    ["uploading", 0.5],
  ]);
});

it("sends pictures as images, a drawing that could hold a script as a file, and a picture's size in its address", async () => {
  const typeOf = async (type: string, fragment?: string) => {
    const { done } = await upload({
      content: "",
      file: { blob: new Blob(["1"], { type }), name: "a", fragment },
    });
    return [done?.message_type, done?.uploaded?.file_url];
  };
  expect(await typeOf("image/png", "4x3")).toEqual(["image", "http://up.test/f/1#4x3"]);
  expect(await typeOf("image/svg+xml")).toEqual(["file", "http://up.test/f/1"]);
});

it("uploads nothing for a message without a file", async () => {
  expect(await upload({ content: "hello" })).toEqual({ done: undefined, shown: [] });
});

import { expect, it } from "vitest";
// Loaded before it is needed: nothing waits for a disk in a test.
import "../src/upload/index.js";
import { localEntries, World } from "./world.js";

it("uploads a file, reports the progress, then sends the message", async () => {
  const world = new World();
  world.server.createRoom(1);
  world.server.delayMs = 100;
  const room = world.tab().chat.room(1);
  room.watch();
  await world.clock.advance(1_000);
  const blob = new Blob(["12345678"], { type: "image/png" });
  room.send({ content: "", file: { blob, name: "a.png" } });
  const progress = new Set<number | undefined>();
  for (let n = 0; n < 100; n += 1) {
    await world.clock.advance(10, 3);
    if (localEntries(room)[0]?.state === "uploading") progress.add(localEntries(room)[0]?.progress);
  }
  expect([...progress]).toEqual([0, 0.5]);
  const [entry] = room.timeline.get().entries;
  expect(entry).toMatchObject({
    kind: "sent",
    message: { message_type: "image", file_url: "http://up.test/f/1", file_name: "a.png", file_size: 8 },
  });
});

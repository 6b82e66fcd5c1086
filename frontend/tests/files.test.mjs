// Files: choosing, refusing, uploading, cancelling and showing them.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { articles, feed, field, say } from "./lib/browser.mjs";
import { startWorld, until, untilReady } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.stop());

const choose = (page, ...files) => page.locator("input[type=file]").setInputFiles(files);
const text = (name, content) => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) });

/** Makes a picture of one colour, drawn by the browser. */
const picture = async (page, name, width, height) => {
  const base64 = await page.evaluate(
    ([width, height]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      canvas.getContext("2d").fillRect(0, 0, width, height);
      return canvas.toDataURL("image/png").split(",")[1];
    },
    [width, height],
  );
  return { name, mimeType: "image/png", buffer: Buffer.from(base64, "base64") };
};

test("an image is added, uploaded and shown, with another file beside it", async () => {
  const { room, alice, bob } = await world.pair();
  const image = await picture(bob.page, "点.png", 640, 320);
  await choose(bob.page, image, text("notes.txt", "notes"));
  await bob.page.locator("form li img").waitFor();
  await say(bob.page, "a picture");
  const shown = alice.page.locator("article img");
  await shown.waitFor();
  await expect.poll(() => shown.evaluate((image) => image.complete && image.naturalWidth)).toBe(640);
  await articles(alice.page).getByText("notes.txt").waitFor();
  const stored = await world.messages(room);
  expect(stored.map((m) => [m.message_type, m.content, m.file_name, m.file_size])).toEqual([
    ["image", "a picture", "点.png", image.buffer.length],
    ["file", "", "notes.txt", 5],
  ]);
  await alice.page.getByRole("button", { name: "Open the image 点.png" }).click();
  await alice.page.locator("dialog img").waitFor();
  await alice.page.keyboard.press("Escape");
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

test("a picture's place has the picture's shape before it is loaded, within limits", async () => {
  const { room, alice, bob } = await world.pair();
  const shape = () =>
    alice.page.locator("article button:has(img)").evaluateAll((all) =>
      all.map((box) => {
        const { width, height } = box.getBoundingClientRect();
        return (width / height).toFixed(1);
      }),
    );
  await alice.page.route("**/files/**", () => undefined);
  for (const [at, size] of [
    [640, 320],
    [2_000, 100],
    [50, 400],
  ].entries()) {
    await choose(bob.page, await picture(bob.page, `${at}.png`, ...size));
    await bob.page.locator("form li img").evaluate((image) => image.decode());
    await say(bob.page, `${at}`);
    await feed(alice.page).getByText(`${at}`, { exact: true }).waitFor();
  }
  await expect.poll(shape).toEqual(["2.0", "3.0", "0.7"]);
  const [first] = await world.messages(room);
  expect(first.file_url).toMatch(/#w=640&h=320$/);
});

test("a file that is too large is refused when it is chosen if the server says its limit", async () => {
  const room = await world.room();
  const { page, problems } = await world.open("bob", { path: `/r/${room}` });
  await page.route("**/config.json", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), max_upload_bytes: 10 } });
  });
  await page.reload();
  await untilReady(page);
  await choose(page, text("small.txt", "small"), text("large.txt", "much too large"));
  await page.getByText("large.txt is too large: at most 10 byte").waitFor();
  await say(page, "only one");
  await articles(page).getByText("small.txt").waitFor();
  await page.locator("article[data-local]").waitFor({ state: "detached" });
  expect((await world.messages(room)).map((m) => m.file_name)).toEqual(["small.txt"]);
  expect(problems).toEqual([]);
});

test("a file that is too large is refused before the upload if the server does not say its limit", async () => {
  const small = await startWorld({ MAX_UPLOAD_BYTES: "10" });
  try {
    const room = await small.room();
    const { page } = await small.open("bob", { path: `/r/${room}` });
    // Settings of a server that does not say its limit.
    await page.route("**/config.json", async (route) => {
      const response = await route.fetch();
      const { max_upload_bytes: _, ...settings } = await response.json();
      await route.fulfill({ response, json: settings });
    });
    await page.reload();
    await untilReady(page);
    let uploads = 0;
    page.on("request", (request) => {
      uploads += request.method() === "PUT" ? 1 : 0;
    });
    await choose(page, text("large.txt", "much too large"));
    await field(page).press("Enter");
    await articles(page).getByText("The file is too large.").waitFor();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.locator("article").waitFor({ state: "detached" });
    expect([uploads, await small.messages(room)]).toEqual([0, []]);
  } finally {
    await small.stop();
  }
});

test("a cancelled upload disappears, and the message behind it is sent", async () => {
  const { room, alice, bob } = await world.pair();
  let aborted = false;
  bob.page.on("requestfailed", (request) => {
    aborted ||= request.method() === "PUT";
  });
  await bob.page.route("**/*", (route) =>
    route.request().method() === "PUT" ? undefined : route.continue(),
  );
  await choose(bob.page, text("big.txt", "never there"));
  await field(bob.page).press("Enter");
  await bob.page.locator("article[data-local=uploading]").waitFor();
  await say(bob.page, "behind it");
  await bob.page.locator("article[data-local=uploading]").getByRole("button", { name: "Cancel" }).click();
  await feed(alice.page).getByText("behind it").waitFor();
  await until("the upload's end", async () => aborted);
  await bob.page.locator("article[data-local]").waitFor({ state: "detached" });
  expect(await articles(bob.page).count()).toBe(1);
  expect((await world.messages(room)).map((m) => [m.content, m.file_name])).toEqual([["behind it", null]]);
});

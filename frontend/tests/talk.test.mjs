// Two users in one room: each sees what the other does.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { articles, feed, field, say, typeUntilSeen } from "./lib/browser.mjs";
import { readThrough, startWorld, until } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.stop());

test("two users talk, see who types, reply, edit and delete", async () => {
  const { room, alice, bob } = await world.pair();
  await typeUntilSeen(bob.page, alice.page.getByText("bob is typing"));
  await say(bob.page, "hello");
  await feed(alice.page).getByText("hello").waitFor();
  await say(alice.page, "你好，bob");
  for (const { page } of [alice, bob]) {
    await feed(page).getByText("你好，bob").waitFor();
    expect(await readThrough(page)).toEqual(["hello", "你好，bob"]);
  }
  await field(alice.page).press("ArrowUp");
  await expect.poll(() => field(alice.page).inputValue()).toBe("你好，bob");
  await say(alice.page, "你好，Bob！");
  await feed(bob.page).getByText("你好，Bob！").waitFor();
  await feed(bob.page).getByText("edited").waitFor();

  await articles(bob.page).first().hover();
  await articles(bob.page).first().getByRole("button", { name: "Reply" }).click();
  await say(bob.page, "an answer");
  await alice.page.getByRole("button", { name: "In reply to bob" }).waitFor();

  await articles(bob.page).first().hover();
  await articles(bob.page).first().getByRole("button", { name: "Message actions" }).click();
  await bob.page.getByRole("menuitem", { name: "Delete" }).click();
  await bob.page.locator("dialog").getByRole("button", { name: "Delete" }).click();
  await feed(alice.page).getByText("Message deleted").first().waitFor();
  const stored = await world.messages(room);
  expect(stored.map((m) => [m.content, m.is_deleted])).toEqual([
    ["[消息已删除]", true],
    ["你好，Bob！", false],
    ["an answer", false],
  ]);
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

test("a message that looks like HTML is shown as text", async () => {
  const { alice, bob } = await world.pair();
  const attack = `<img src=x onerror="window.broken=1"><script>window.broken=1</script> javascript:alert(1) <a href="javascript:alert(1)">x</a>`;
  await say(bob.page, attack);
  await feed(alice.page).getByText("window.broken").waitFor();
  expect(await readThrough(alice.page)).toEqual([attack]);
  expect(await alice.page.evaluate(() => window.broken)).toBeUndefined();
  expect(await alice.page.locator("article img, article script, article a").count()).toBe(0);
  expect(alice.problems).toEqual([]);
});

test("an address directly after Chinese characters is a link, without the punctuation around it", async () => {
  const { alice, bob } = await world.pair();
  await say(bob.page, "详见https://example.com/a(b)，谢谢（https://example.com/c）。");
  const links = alice.page.locator("article a");
  await links.first().waitFor();
  expect(await links.evaluateAll((all) => all.map((a) => [a.textContent, a.rel]))).toEqual([
    ["https://example.com/a(b)", "noopener noreferrer"],
    ["https://example.com/c", "noopener noreferrer"],
  ]);
});

test("Enter sends nothing when it ends the composition of an input method", async () => {
  const { room, bob } = await world.pair();
  await field(bob.page).focus();
  const devtools = await bob.context.newCDPSession(bob.page);
  await devtools.send("Input.imeSetComposition", { text: "nihao", selectionStart: 5, selectionEnd: 5 });
  await devtools.send("Input.dispatchKeyEvent", {
    type: "keyDown",
    key: "Enter",
    windowsVirtualKeyCode: 229,
  });
  await devtools.send("Input.insertText", { text: "你好" });
  await expect.poll(() => field(bob.page).inputValue()).toBe("你好");
  expect(await world.messages(room)).toEqual([]);
  await field(bob.page).press("Enter");
  await until("the message", async () => (await world.messages(room))[0]?.content === "你好");
});

test("a mention is picked by keys and reaches the other user's notifications and room list", async () => {
  const { room, alice, bob } = await world.pair();
  await alice.page.goto(`${world.server.origin}/`);
  await alice.page.getByText("Pick a room").waitFor();
  await field(bob.page).pressSequentially("看看@al", { delay: 20 });
  await bob.page.getByRole("option", { name: "alice" }).waitFor();
  await field(bob.page).press("Enter");
  await expect.poll(() => field(bob.page).inputValue()).toBe("看看@alice ");
  await field(bob.page).press("Enter");
  await alice.page.getByText("You were mentioned").first().waitFor({ state: "attached" });
  await alice.page.getByRole("button", { name: /^Notifications/ }).click();
  await alice.page.locator("dialog li", { hasText: "看看@alice" }).click();
  await alice.page.waitForURL(new RegExp(`/r/${room}/m/\\d+`));
  await alice.page.locator("article mark", { hasText: "@alice" }).waitFor();
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

test("a draft survives a reload, and Shift+Enter breaks the line", async () => {
  const { bob } = await world.pair();
  await field(bob.page).pressSequentially("one");
  await field(bob.page).press("Shift+Enter");
  await field(bob.page).pressSequentially("two");
  await bob.page.waitForTimeout(600);
  await bob.page.reload();
  await expect.poll(() => field(bob.page).inputValue()).toBe("one\ntwo");
});

test("the message field is as high as its text, and the list stays at its end", async () => {
  const room = await world.room();
  await world.fill(room, 60);
  await (await world.rest("bob"))("POST", `rooms/${room}/read/`);
  const bob = await world.open("bob", { path: `/r/${room}` });
  await articles(bob.page).first().waitFor();
  /** The lines that the form has room for, whether the field hides some, and whether the list is at its end. */
  const seen = () =>
    bob.page.evaluate(() => {
      const field = document.getElementById("message-field");
      const list = document.querySelector("[role=feed]");
      const { top, bottom } = field.form.getBoundingClientRect();
      return {
        lines: Math.round((bottom - top - 24) / 24),
        hides: field.scrollHeight > field.clientHeight,
        atEnd: Math.abs(list.scrollHeight - list.scrollTop - list.clientHeight) <= 1,
      };
    });
  const shows = (lines, hides = false) => expect.poll(seen).toEqual({ lines, hides, atEnd: true });
  await shows(1);
  await field(bob.page).focus();
  const isHighAtOnce = await bob.page.evaluate(() => {
    const { activeElement } = document;
    document.execCommand("insertText", false, "one\ntwo\nthree");
    return activeElement.parentElement.clientHeight === activeElement.offsetHeight;
  });
  expect(isHighAtOnce).toBe(true);
  await shows(3);
  await field(bob.page).press("Shift+Enter");
  await shows(4);
  await bob.page.waitForTimeout(600);
  await bob.page.reload();
  await shows(4);
  await field(bob.page).fill("word ".repeat(12));
  await shows(1);
  await bob.page.setViewportSize({ width: 420, height: 700 });
  const wrapped = async () => {
    const { lines, ...others } = await seen();
    return { isWrapped: lines > 1, ...others };
  };
  await expect.poll(wrapped).toEqual({ isWrapped: true, hides: false, atEnd: true });
  await field(bob.page).fill("line\n".repeat(12));
  await shows(8, true);
  await say(bob.page, "short");
  await shows(1);
  expect(bob.problems).toEqual([]);
});

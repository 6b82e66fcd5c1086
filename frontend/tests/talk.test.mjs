// Two people in one room: everything that one does, the other one sees.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { articles, feed, field, say } from "./lib/browser.mjs";
import { opened, readThrough, startWorld, until } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.closePages());
afterAll(() => world.stop());

async function pair(options = {}) {
  const room = await world.room();
  const alice = await world.open("alice", { path: `/r/${room}`, ...options });
  const bob = await world.open("bob", { path: `/r/${room}` });
  await opened(alice.page);
  await opened(bob.page);
  return { room, alice, bob };
}

describe("two users", () => {
  test("talk, see who types, reply, edit and delete", async () => {
    const { room, alice, bob } = await pair();
    await field(bob.page).pressSequentially("hel");
    await alice.page.getByText("bob is typing").waitFor();
    await say(bob.page, "hello");
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
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });

  test("a message that tries to be HTML is text", async () => {
    const { alice, bob } = await pair();
    const attack = `<img src=x onerror="window.broken=1"><script>window.broken=1</script> javascript:alert(1) <a href="javascript:alert(1)">x</a>`;
    await say(bob.page, attack);
    await feed(alice.page).getByText("window.broken").waitFor();
    expect(await readThrough(alice.page)).toEqual([attack]);
    expect(await alice.page.evaluate(() => window.broken)).toBeUndefined();
    expect(await alice.page.locator("article img, article script, article a").count()).toBe(0);
    expect(alice.complaints).toEqual([]);
  });

  test("an address directly after Han characters is a link, the punctuation is not", async () => {
    const { alice, bob } = await pair();
    await say(bob.page, "详见https://example.com/a(b)，谢谢（https://example.com/c）。");
    const links = alice.page.locator("article a");
    await links.first().waitFor();
    expect(await links.evaluateAll((all) => all.map((a) => [a.textContent, a.rel]))).toEqual([
      ["https://example.com/a(b)", "noopener noreferrer"],
      ["https://example.com/c", "noopener noreferrer"],
    ]);
  });

  test("Enter that ends a composition sends nothing", async () => {
    const { room, bob } = await pair();
    await field(bob.page).focus();
    const devtools = await bob.context.newCDPSession(bob.page);
    await devtools.send("Input.imeSetComposition", { text: "nihao", selectionStart: 5, selectionEnd: 5 });
    await devtools.send("Input.dispatchKeyEvent", {
      type: "keyDown",
      key: "Enter",
      windowsVirtualKeyCode: 229,
    });
    await devtools.send("Input.insertText", { text: "你好" });
    expect(await field(bob.page).inputValue()).toBe("你好");
    expect(await world.messages(room)).toEqual([]);
    await field(bob.page).press("Enter");
    await until("the message", async () => (await world.messages(room))[0]?.content === "你好");
  });

  test("a mention is picked by keys and reaches the other one's list and badge", async () => {
    const { room, alice, bob } = await pair();
    await alice.page.goto(`${world.server.origin}/`);
    await alice.page.getByText("Pick a room").waitFor();
    await field(bob.page).pressSequentially("看看@al", { delay: 20 });
    await bob.page.getByRole("option", { name: "alice" }).waitFor();
    await field(bob.page).press("Enter");
    expect(await field(bob.page).inputValue()).toBe("看看@alice ");
    await field(bob.page).press("Enter");
    await alice.page.getByText("You were mentioned").first().waitFor({ state: "attached" });
    await alice.page.getByRole("button", { name: /^Notifications/ }).click();
    await alice.page.locator("dialog li", { hasText: "看看@alice" }).click();
    await alice.page.waitForURL(new RegExp(`/r/${room}/m/\\d+`));
    await alice.page.locator("article mark", { hasText: "@alice" }).waitFor();
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });

  test("a draft survives a reload, and Shift+Enter breaks the line", async () => {
    const { bob } = await pair();
    await field(bob.page).pressSequentially("one");
    await field(bob.page).press("Shift+Enter");
    await field(bob.page).pressSequentially("two");
    await bob.page.waitForTimeout(600);
    await bob.page.reload();
    await expect.poll(() => field(bob.page).inputValue()).toBe("one\ntwo");
  });
});

describe("rooms", () => {
  test("are created, found, joined, and left", async () => {
    const { page, complaints } = await world.open("alice");
    await page.getByRole("button", { name: "New room" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Garden");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.waitForURL(/\/r\/\d+$/);
    await page.getByText("This is the beginning of Garden").waitFor();
    const room = Number(page.url().split("/").at(-1));

    const bob = await world.open("bob");
    await bob.page.getByRole("link", { name: /Garden/ }).waitFor();
    await bob.page.keyboard.press("Control+k");
    await expect.poll(() => bob.page.evaluate(() => document.activeElement.id)).toBe("room-filter");
    await bob.page.keyboard.type("gard");
    await bob.page.keyboard.press("Enter");
    await bob.page.getByText("You are looking at a public room").waitFor();
    await bob.page.locator("main").getByRole("button", { name: "Join" }).click();
    await field(bob.page).waitFor();
    await say(bob.page, "hi there");
    await feed(page).getByText("hi there").waitFor();

    await bob.page.getByRole("button", { name: "More" }).click();
    await bob.page.getByRole("menuitem", { name: "Leave the room" }).click();
    await bob.page.locator("dialog").getByRole("button", { name: "Leave the room" }).click();
    await bob.page.getByText("Pick a room").waitFor();
    const rest = await world.rest("alice");
    expect((await rest("GET", `rooms/${room}/`)).member_count).toBe(1);
    expect([...complaints, ...bob.complaints]).toEqual([]);
  });

  test("tell of who joins, leaves and changes, between the messages, until the page is loaded again", async () => {
    const room = await world.room("Lively", []);
    const { page, complaints } = await world.open("alice", { path: `/r/${room}` });
    await opened(page);
    const [alice, bob] = [await world.rest("alice"), await world.rest("bob")];
    await alice("POST", `rooms/${room}/messages/`, { content: "one" });
    await feed(page).getByText("one").waitFor();
    await bob("POST", `rooms/${room}/join/`);
    await feed(page).getByText("bob joined").waitFor();
    await bob("POST", `rooms/${room}/messages/`, { content: "two" });
    await alice("PATCH", `rooms/${room}/members/2/`, { is_muted: true });
    await alice("PATCH", `rooms/${room}/members/2/`, { is_muted: false });
    await alice("PATCH", `rooms/${room}/members/2/`, { role: "admin" });
    await bob("POST", `rooms/${room}/leave/`);
    await bob("POST", `rooms/${room}/join/`);
    const lines = () =>
      feed(page).evaluate((all) =>
        [...all.querySelectorAll("p[dir=auto]")].map((p) => p.textContent.split(" · ")[0]),
      );
    const whole = [
      "one",
      "bob joined",
      "two",
      "bob is muted",
      "bob is no longer muted",
      "bob is an admin now",
      "bob is no longer a member",
      "bob joined",
    ];
    await expect.poll(lines).toEqual(whole);
    expect(await articles(page).count()).toBe(2);
    await page.reload();
    await opened(page);
    await expect.poll(lines).toEqual(["one", "two"]);
    expect(complaints).toEqual([]);
  });

  test("are searched, and gone through by the day", async () => {
    const room = await world.room();
    const rest = await world.rest("alice");
    for (let n = 1; n <= 80; n += 1)
      await rest("POST", `rooms/${room}/messages/`, { content: `message ${n}` });
    // Who has read everything begins at the end.
    await (await world.rest("bob"))("POST", `rooms/${room}/read/`);
    const { page, complaints } = await world.open("bob", { path: `/r/${room}` });
    await opened(page);
    await feed(page).getByText("message 80", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Search" }).click();
    await page.locator("aside [type=search]").fill("message 79");
    await page.locator("aside").getByRole("button", { name: "message 79" }).waitFor();
    const today = await page.evaluate(() => new Date().toLocaleDateString("sv"));
    await page.getByLabel("Go to a day").fill(today);
    const [first] = await world.messages(room);
    await page.waitForURL(`**/r/${room}/m/${first.id}`);
    await feed(page).getByText("message 1", { exact: true }).waitFor();
    await expect.poll(() => feed(page).evaluate((list) => list.scrollTop)).toBeLessThan(200);
    expect(complaints).toEqual([]);
  });

  test("unread messages show in the title and the icon", async () => {
    const room = await world.room("Loud", ["李华"]);
    const { page } = await world.open("李华");
    await page.getByRole("link", { name: /Loud/ }).waitFor();
    const icon = () => page.locator("link[rel=icon]").getAttribute("href");
    expect(await icon()).toBe("/icon.svg");
    await (await world.rest("alice"))("POST", `rooms/${room}/messages/`, { content: "@李华 look" });
    await expect.poll(icon).toBe("/icon-unread.svg");
    expect(await page.title()).toMatch(/^\(\d+\) /);
    const { status, type } = await page.evaluate(async () => {
      const answer = await fetch(document.querySelector("link[rel=icon]").href);
      return { status: answer.status, type: answer.headers.get("content-type") };
    });
    expect([status, type]).toEqual([200, "image/svg+xml"]);
    await page.getByRole("link", { name: /Loud/ }).click();
    // Read is what was on the screen for a while.
    await expect.poll(icon, { timeout: 10_000 }).toBe("/icon.svg");
  });

  test("an admin mutes, bans and lifts the ban; an invitation is accepted", async () => {
    const rest = await world.rest("alice");
    const room = await rest("POST", "rooms/", { name: "Closed circle", room_type: "private" });
    await rest("POST", `rooms/${room.id}/invite/`, { user_id: 2 });
    const bob = await world.open("bob", { ignore: [/403|404/] });
    await bob.page.getByText("Closed circle").click();
    await bob.page.getByText("You are invited to this room.").waitFor();
    await bob.page.locator("main").getByRole("button", { name: "Join" }).click();
    await field(bob.page).waitFor();

    const alice = await world.open("alice", { path: `/r/${room.id}` });
    await opened(alice.page);
    await alice.page.getByRole("button", { name: "Members" }).click();
    const act = async (name) => {
      await alice.page.getByRole("button", { name: "Actions for bob" }).click();
      await alice.page.getByRole("menuitem", { name, exact: true }).click();
    };
    await act("Mute");
    await bob.page.getByText("You are muted in this room").waitFor();
    await alice.page.getByRole("button", { name: "Undo" }).click();
    await field(bob.page).waitFor();
    await act("Ban");
    await alice.page.locator("dialog").getByRole("button", { name: "Ban" }).click();
    await bob.page.getByText("You are banned from this room").waitFor();
    await alice.page.getByRole("button", { name: "Banned users" }).click();
    await alice.page.getByRole("button", { name: "Lift the ban" }).click();
    await alice.page.getByText("Nobody is banned.").waitFor();
    expect([...alice.complaints, ...bob.complaints]).toEqual([]);
  });
});

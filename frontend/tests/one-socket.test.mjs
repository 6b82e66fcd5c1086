// Two people, three rooms, and one socket each: the list is live, through a ban, a restart of the server and a
// second tab, and nothing is lost.
import { afterAll, beforeAll, expect, test } from "vitest";
import { feed, field, say } from "./lib/browser.mjs";
import { startWorld, until, untilReady } from "./lib/world.mjs";

let world;
beforeAll(async () => {
  world = await startWorld({});
});
afterAll(() => world?.stop());

/** What a page says while its server is away. */
const AWAY = [/ERR_CONNECTION|Failed to fetch|WebSocket connection|ERR_ABORTED|Failed to load resource/];

/** The names of the rooms in a page's list, in their order. */
const listed = (page) =>
  page.locator("nav li bdi").evaluateAll((names) => names.map((name) => name.textContent));
/** The line of a room in a page's list. */
const line = (page, name) => page.getByRole("link", { name: new RegExp(`^${name}`) });
/** The paths of the sockets that a page has opened and that are open now. */
const openSockets = (page) =>
  page.evaluate(() =>
    window.__sockets
      .filter((socket) => socket.readyState === 1)
      .map((socket) => new URL(socket.url).pathname),
  );

/** Three rooms of alice and bob, the third one private, and a page of each. */
async function threeRooms() {
  const [first, second] = [await world.room("First"), await world.room("Second")];
  const rest = await world.rest("alice");
  const { id: third } = await rest("POST", "rooms/", { name: "Third", room_type: "private" });
  await rest("POST", `rooms/${third}/invite/`, { user_id: 2 });
  await (await world.rest("bob"))("POST", `rooms/${third}/join/`);
  const alice = await world.open("alice", { path: `/r/${second}`, ignore: AWAY });
  const bob = await world.open("bob", { path: `/r/${first}`, ignore: AWAY });
  await untilReady(alice.page);
  await untilReady(bob.page);
  return { rooms: [first, second, third], alice, bob, rest };
}

test("one socket a person keeps three rooms live, through a ban, a restart and a second tab", async () => {
  const { rooms, alice, bob, rest } = await threeRooms();
  const [first, second, third] = rooms;

  // Live badges, previews and order of rooms that are not open.
  await say(alice.page, "hello from the second");
  await line(bob.page, "Second").getByText("hello from the second").waitFor();
  await line(bob.page, "Second").getByText("1", { exact: true }).waitFor();
  await rest("POST", `rooms/${third}/messages/`, { content: "and from the third" });
  await line(bob.page, "Third").getByText("and from the third").waitFor();
  expect((await listed(bob.page)).slice(0, 3)).toEqual(["Third", "Second", "First"]);
  await until("an icon that says unread", () =>
    bob.page.evaluate(() => document.querySelector("link[rel=icon]").href.includes("unread")),
  );
  expect([await openSockets(alice.page), await openSockets(bob.page)]).toEqual([["/ws/"], ["/ws/"]]);

  // A room that appears when one is invited.
  const { id: fourth } = await rest("POST", "rooms/", { name: "Fourth", room_type: "private" });
  await rest("POST", `rooms/${fourth}/invite/`, { user_id: 2 });
  await line(bob.page, "Fourth").waitFor();

  // A second tab has no socket of its own, and hears the same.
  const tab = await bob.context.newPage();
  await tab.goto(`${world.server.origin}/r/${second}`);
  await field(tab).waitFor();
  await feed(tab).getByText("hello from the second").waitFor();
  await line(bob.page, "Second").getByText("1", { exact: true }).waitFor({ state: "detached" });
  expect(await tab.evaluate(() => window.__sockets.length)).toBe(0);

  // A ban in the middle: that room goes, and everything else goes on.
  await rest("PATCH", `rooms/${third}/members/2/`, { is_banned: true });
  await rest("POST", `rooms/${third}/messages/`, { content: "unheard" });
  await until("a list without the room", async () => !(await listed(bob.page)).includes("Third"));
  await say(alice.page, "after the ban");
  await feed(tab).getByText("after the ban").waitFor();
  await line(bob.page, "Second").getByText("after the ban").waitFor();

  // A restart in the middle: what is written meanwhile is sent, and what others wrote is there.
  await world.server.kill();
  await say(bob.page, "written while nobody answered");
  await world.server.start();
  await rest("POST", `rooms/${second}/messages/`, { content: "after the restart" });
  await feed(tab).getByText("after the restart").waitFor();
  await line(alice.page, "First").getByText("written while nobody answered").waitFor();
  await say(tab, "from the second tab");
  await feed(alice.page).getByText("from the second tab").waitFor();
  const texts = (await world.messages(second)).map((message) => message.content);
  expect(texts).toEqual([
    "hello from the second",
    "after the ban",
    "after the restart",
    "from the second tab",
  ]);
  expect((await world.messages(first)).map((message) => message.content)).toEqual([
    "written while nobody answered",
  ]);
  for (const text of texts) {
    expect(await feed(tab).getByText(text, { exact: true }).count(), text).toBe(1);
    expect(await feed(alice.page).getByText(text, { exact: true }).count(), text).toBe(1);
  }
  expect([await openSockets(alice.page), await openSockets(bob.page)]).toEqual([["/ws/"], ["/ws/"]]);
  expect([...alice.problems, ...bob.problems]).toEqual([]);
});

// A server, a browser, users, and rooms for them.
import { articles, openAs, startBrowser } from "./browser.mjs";
import { caller, startServer } from "./server.mjs";

const NAMES = ["alice", "bob", "王小明", "李华"];

/** The id of a user; a name that is new gets the next one. */
function userIdOf(name) {
  if (!NAMES.includes(name)) NAMES.push(name);
  return NAMES.indexOf(name) + 1;
}

/** Messages that are posted at once. */
const POSTERS = 64;

/** Starts a server and a browser; `settings` are the server's environment variables, `site` is the folder of the page. */
export async function startWorld(settings, site) {
  const [server, browser] = await Promise.all([startServer(settings, site), startBrowser()]);
  const contexts = [];
  const tokens = {};
  const token = async (name) => (tokens[name] ??= await server.token(userIdOf(name), name));
  return {
    server,
    browser,
    token,
    /** The REST API as a user calls it. */
    rest: async (name) => caller(server.origin, await token(name)),
    /** Opens the page as a user, or signed out without a name; by default at the server's own origin. */
    async open(name, options = {}) {
      const origin = options.origin ?? server.origin;
      const origins = [origin, server.origin];
      const opened = await openAs(browser, origin, name ? await token(name) : null, { ...options, origins });
      contexts.push(opened.context);
      return opened;
    },
    /** Creates a public room of alice and `members`; answers its id. */
    async room(name = "Room", members = ["bob"]) {
      const room = await (await this.rest("alice"))("POST", "rooms/", { name, room_type: "public" });
      for (const member of members) await (await this.rest(member))("POST", `rooms/${room.id}/join/`);
      return room.id;
    },
    /**
     * Fills a room with messages by alice, of one or several lines, and answers `idOf`: the id of the message with a
     * number. The messages are posted side by side, so their texts are not numbered in order.
     */
    async fill(room, count) {
      const rest = await this.rest("alice");
      let posted = 0;
      const post = async () => {
        while (posted < count) {
          posted += 1;
          const content = `text ${posted} ${"words ".repeat(posted % 7 === 0 ? 60 : posted % 11)}`;
          await rest("POST", `rooms/${room}/messages/`, { content });
        }
      };
      await Promise.all(Array.from({ length: POSTERS }, post));
      const [first] = (await rest("GET", `rooms/${room}/messages/?after=0&limit=1`)).messages;
      return (seq) => first.id + seq - 1;
    },
    /** Creates a room of alice and bob and opens it as both of them. */
    async pair() {
      const room = await this.room();
      const alice = await this.open("alice", { path: `/r/${room}` });
      const bob = await this.open("bob", { path: `/r/${room}` });
      await untilReady(alice.page);
      await untilReady(bob.page);
      return { room, alice, bob };
    },
    /** Every message of a room that the server has, oldest first. */
    async messages(room) {
      const rest = await this.rest("alice");
      const all = [];
      for (let more = true; more; ) {
        const after = all.at(-1)?.id ?? 0;
        const page = await rest("GET", `rooms/${room}/messages/?after=${after}&limit=100`);
        all.push(...page.messages);
        more = page.has_more;
      }
      return all;
    },
    closePages: () => Promise.all(contexts.splice(0).map((context) => context.close())),
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}

/** Waits until `check` answers something true; answers that. `what` names it in the error. */
export async function until(what, check, withinMs = 20_000) {
  let last;
  for (const end = Date.now() + withinMs; Date.now() < end; await new Promise((go) => setTimeout(go, 50))) {
    last = await check();
    if (last) return last;
  }
  throw new Error(`not within ${withinMs} ms: ${what}`);
}

/** Waits until the open room is known and its connection is live; a second tab of a user has none of its own. */
export async function untilReady(page) {
  await page.locator("#message-field").waitFor();
  await page.locator("main header button[aria-haspopup=menu]:enabled").waitFor();
  await until("a live connection", () =>
    page.evaluate(() =>
      window.__sockets.length
        ? window.__sockets.some((socket) => socket.url.includes("/ws/") && socket.readyState === 1)
        : performance.now() > 3_000,
    ),
  );
}

/** Waits until the service worker runs: from then on the browser does not fetch its script, which would fail without a line. */
export const untilWorkerRuns = (page) =>
  page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

/** Scrolls through the list; answers the texts of all messages, oldest first. */
export async function readThrough(page) {
  await articles(page).first().waitFor();
  return page.evaluate(async () => {
    const feed = document.querySelector("[role=feed]");
    const frame = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 20)));
    for (let still = 0; still < 6; still += 1) {
      if (feed.scrollTop > 0) still = 0;
      feed.scrollTop = 0;
      await frame();
    }
    const texts = new Map();
    for (let before = -1; before !== feed.scrollTop; ) {
      for (const row of feed.querySelectorAll("article")) {
        texts.set(
          row.dataset.key,
          [...row.querySelectorAll("p[dir=auto]")].map((p) => p.textContent).join(""),
        );
      }
      before = feed.scrollTop;
      feed.scrollTop += feed.clientHeight / 2;
      await frame();
    }
    return [...texts.values()];
  });
}

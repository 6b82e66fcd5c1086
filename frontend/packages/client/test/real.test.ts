/** Against the real server: set ROOMCAST_BIN to its binary. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Chat, createChat, loadConfig, type SocketLike } from "../src/index.js";
import { browserEnvironment } from "../src/transport/environment.js";
import { texts } from "./world.js";

const BINARY = process.env.ROOMCAST_BIN ?? "";

class Server {
  readonly directory = mkdtempSync(join(tmpdir(), "roomcast-"));
  private child: ChildProcess | null = null;
  port = 0;
  chats: Chat[] = [];
  sockets = 0;

  async start(environment: Record<string, string> = {}) {
    const child = spawn(BINARY, ["serve", "--port", String(this.port), "--data-dir", this.directory], {
      env: { ...process.env, MESSAGES_PER_10S: "0", ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.child = child;
    const address = await new Promise<string>((resolve, reject) => {
      let said = "";
      child.stdout.on("data", (data) => {
        said += data;
        const found = /listening on http:\/\/\S+:(\d+)/.exec(said);
        if (found) resolve(found[1] as string);
      });
      child.on("exit", () => reject(new Error("the server did not start")));
    });
    this.port = Number(address);
  }

  async kill() {
    const child = this.child;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  token(user: number, ttl = "1h") {
    const names = ["--user-id", String(user), "--username", `user${user}`];
    return execFileSync(BINARY, ["token", ...names, "--ttl", ttl, "--data-dir", this.directory])
      .toString()
      .trim();
  }

  chat(user: number, ttl = "1h") {
    const base = `127.0.0.1:${this.port}`;
    const chat = createChat({
      config: { api: `http://${base}/api/chat/`, socket: `ws://${base}/ws/`, socketForm: "path" },
      getToken: async () => this.token(user, ttl),
      storage: "memory",
      environment: {
        ...browserEnvironment(),
        socket: (url, protocols) => {
          this.sockets += 1;
          const socket = new WebSocket(url, protocols);
          socket.on("error", () => undefined);
          return socket as unknown as SocketLike;
        },
        upload: async ({ url, method, headers, body }) =>
          (await fetch(url, { method, headers, body })).status,
      },
    });
    this.chats.push(chat);
    return chat;
  }

  async end() {
    for (const chat of this.chats) chat.dispose();
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

let server: Server;

async function until(what: () => boolean, describe = what.toString()) {
  for (const end = Date.now() + 15_000; !what(); ) {
    if (Date.now() > end) throw new Error(`never: ${describe}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function started() {
  server = new Server();
  await server.start();
  const alice = server.chat(1);
  const { id } = await alice.rest.createRoom({ name: "general", room_type: "public" });
  return { alice, id };
}

afterEach(() => server?.end());

/** A test that runs only with the real server. */
const withServer = it.skipIf(!BINARY);

withServer(
  "two users talk: messages, edits, deletes, typing, presence, reading, mentions, files",
  async () => {
    const { alice, id } = await started();
    const bob = server.chat(2);
    await bob.rest.joinRoom(id);
    bob.notifications.watch();
    const [a, b] = [alice.room(id), bob.room(id)];
    a.watch();
    b.watch();
    await until(() => a.phase.get() === "current" && b.phase.get() === "current");
    await until(() => a.online.get().size === 2 && b.online.get().size === 2);
    const mentioned: string[] = [];
    bob.notifications.onArrival(({ notification_type }) => mentioned.push(notification_type));
    await until(() => bob.notifications.get().loaded);
    a.keystroke();
    await until(() => b.typing.get()[0]?.username === "user1");
    const key = a.send({ content: "hello @user2" });
    await until(() => texts(b).join() === "hello @user2" && b.typing.get().length === 0);
    await until(() => texts(a).join() === "hello @user2" && mentioned.join() === "mention");
    const [entry] = a.timeline.get().entries;
    expect(entry?.key).toBe(key);
    expect([b.unread.get().count, a.own.get()?.role, b.info.get()?.member_count]).toEqual([1, "admin", 2]);
    b.markRead();
    await until(() => a.readBy.get().get(2) !== undefined);
    const message = entry?.kind === "sent" ? entry.message.id : 0;
    await a.edit(message, "edited");
    await until(() => texts(b).join() === "edited");
    const file = new Blob(["picture"], { type: "image/png;charset=utf-8" });
    b.send({ content: "look", file: { blob: file, name: "看.png" }, reply_to: message });
    await until(() => texts(a).join() === "edited,look");
    const sent = a.timeline.get().entries[1];
    const url = (sent?.kind === "sent" && sent.message.file_url) || "";
    expect(await (await fetch(url)).text()).toBe("picture");
    await a.remove(message);
    await until(() => texts(b)[0] === "[消息已删除]");
    expect((await loadConfig(`http://127.0.0.1:${server.port}/config.json`)).api).toContain("/api/chat/");
  },
);

withServer("a killed server: nothing is lost, nothing doubled, one order", async () => {
  const { alice, id } = await started();
  const bob = server.chat(2);
  const rooms = [alice.room(id), bob.room(id)];
  for (const room of rooms) room.watch();
  await until(() => rooms.every((room) => room.phase.get() === "current"));
  const all: string[] = [];
  for (let kill = 0; kill < 4; kill += 1) {
    for (let n = 0; n < 20; n += 1) {
      const content = `m${kill}-${n}`;
      all.push(content);
      rooms[n % 2]?.send({ content });
      if (n % 7 === 3) await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await server.kill();
    await server.start();
  }
  const done = () =>
    rooms.every((room) => texts(room).length === all.length && !texts(room).join().includes("["));
  await until(done, `${all.length} messages in both: ${rooms.map((room) => texts(room).length)}`);
  await until(() => rooms.every((room) => room.phase.get() === "current"));
  const fresh = await alice.rest.listMessages(id, { after: 0, limit: 100 });
  expect([...texts(rooms[0] as never)].sort()).toEqual([...all].sort());
  for (const room of rooms) expect(texts(room)).toEqual(fresh.messages.map((m) => m.content));
});

withServer("tokens that live 3 s: messages go on coming and going", async () => {
  const { alice, id } = await started();
  const [a, b] = [server.chat(1, "3s").room(id), alice.room(id)];
  a.watch();
  b.watch();
  await until(() => a.phase.get() === "current" && b.phase.get() === "current");
  for (let n = 0; n < 16; n += 1) {
    (n % 2 ? a : b).send({ content: `m${n}` });
    await new Promise((resolve) => setTimeout(resolve, 350));
  }
  await until(() => texts(a).length === 16 && texts(b).join() === texts(a).join());
  // The tokens are replaced on the open sockets.
  expect(server.sockets).toBeLessThan(6);
});

withServer("a private room is not found, an invitation can be accepted, a ban ends it", async () => {
  const { alice } = await started();
  const { id } = await alice.rest.createRoom({ name: "secret", room_type: "private" });
  const bob = server.chat(2);
  const b = bob.room(id);
  b.watch();
  await until(() => JSON.stringify(b.phase.get()) === '{"gone":"not_found"}');
  const a = alice.room(id);
  a.watch();
  await a.invite(2);
  b.watch();
  await until(() => JSON.stringify(b.phase.get()) === '{"gone":"not_a_member"}');
  await until(() => b.info.get()?.name === "secret");
  const seen: string[] = [];
  a.onMember(({ type, user }) => seen.push(`${type} ${user.username}`));
  await until(() => a.phase.get() === "current");
  await b.join();
  await until(() => b.phase.get() === "current" && b.own.get()?.role === "member");
  await a.moderate(2, { is_muted: true, role: "admin" });
  await until(() => b.own.get()?.is_muted === true && b.own.get()?.role === "admin");
  await until(() => seen.join() === "member_joined user2,member_updated user2");
  await a.moderate(2, { is_banned: true });
  await until(() => JSON.stringify(b.phase.get()) === '{"gone":"banned"}');
});

withServer("connections that the server ends every 2 s: nothing is missed", async () => {
  server = new Server();
  await server.start({ WS_LIFE_SECONDS: "2" });
  const alice = server.chat(1);
  const { id } = await alice.rest.createRoom({ name: "general", room_type: "public" });
  const room = alice.room(id);
  room.watch();
  await until(() => room.phase.get() === "current");
  for (let n = 0; n < 24; n += 1) {
    await alice.rest.sendMessage(id, { content: `m${n}` });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await until(() => texts(room).length === 24);
  expect(texts(room)).toEqual(Array.from({ length: 24 }, (_, n) => `m${n}`));
  expect(server.sockets).toBeGreaterThan(2);
});

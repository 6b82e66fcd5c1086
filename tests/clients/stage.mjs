// A server of the tests' own, its tokens and its REST calls.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SECRET = "a-secret-of-the-tests-32-bytes-or-more";
export const ALICE = { user_id: 1, username: "alice" };
export const BOB = { user_id: 2, username: "bob" };
export const CAROL = { user_id: 3, username: "carol" };

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Signs a token of a user. */
export function token(user, ttlS = 3600) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { ...user, exp: Math.floor(Date.now() / 1000) + ttlS };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
}

/** Waits until `condition()` is true and returns its value. */
export async function until(condition, what, seconds = 20) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const value = await condition();
    if (value) return value;
    await sleep(20);
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

const listens = (port) =>
  new Promise((resolve) => {
    const probe = connect(port, "127.0.0.1");
    probe.once("connect", () => resolve(true)).once("error", () => resolve(false));
    probe.once("connect", () => probe.destroy());
  });

/** Finds a free port below those that the system gives to outgoing connections. */
async function freePort() {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    const free = await new Promise((resolve) => {
      const probe = createServer().once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/** The server on a port of its own, with a data directory that outlives a restart. */
export class Server {
  static async open() {
    const server = new Server();
    server.folder = await mkdtemp(join(tmpdir(), "clients-"));
    server.port = await freePort();
    server.url = `http://127.0.0.1:${server.port}`;
    await server.start();
    return server;
  }

  async start() {
    const log = await open(join(this.folder, "log"), "a");
    const data = join(this.folder, "data");
    const args = ["serve", "--host", "127.0.0.1", "--port", `${this.port}`, "--data-dir", data];
    const env = { ...process.env, JWT_SECRET: SECRET, MESSAGES_PER_10S: "0" };
    this.process = spawn(process.env.ROOMCAST_BIN, args, { env, stdio: ["ignore", log.fd, log.fd] });
    await log.close();
    const ended = () => this.process.exitCode !== null;
    await until(async () => (await listens(this.port)) || ended(), "the server listens");
    if (ended()) throw new Error(await readFile(join(this.folder, "log"), "utf8"));
  }

  /** Ends the server as a power cut does. */
  async kill() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await ended;
  }

  /** Kills the server and starts it again; meanwhile it is down for a moment. */
  async powerCut() {
    await this.kill();
    await sleep(500);
    await this.start();
  }

  async close() {
    await this.kill();
    await rm(this.folder, { recursive: true });
  }

  socketUrl(room, query = {}) {
    return `ws://127.0.0.1:${this.port}/ws/chat/${room}/?${new URLSearchParams(query)}`;
  }

  /** Calls the REST API and returns status and body. */
  async ask(jwt, method, path, body) {
    const headers = { authorization: `Bearer ${jwt}`, "content-type": "application/json" };
    const init = { method, headers, body: body && JSON.stringify(body) };
    const answer = await fetch(`${this.url}/api/chat/${path}`, init);
    const text = await answer.text();
    return { status: answer.status, body: text && JSON.parse(text) };
  }

  /** Calls the REST API as a user and returns the body; a refusal fails the test. */
  async call(user, method, path, body) {
    const answer = await this.ask(token(user), method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body;
  }

  /** Makes a public room of alice, with the members, and returns its id. */
  async room(...members) {
    const { id } = await this.call(ALICE, "POST", "rooms/", { name: "general", room_type: "public" });
    for (const member of members) await this.call(member, "POST", `rooms/${id}/join/`);
    return id;
  }

  async send(user, room, content) {
    return (await this.call(user, "POST", `rooms/${room}/messages/`, { content })).id;
  }

  async history(room) {
    const page = await this.call(ALICE, "GET", `rooms/${room}/messages/?after=0&limit=100`);
    return page.messages.map((message) => message.content);
  }

  async ban(room, user) {
    await this.call(ALICE, "PATCH", `rooms/${room}/members/${user.user_id}/`, { is_banned: true });
  }
}

/** The frames that a socket of any library receives; `text` takes one text in. */
export class Frames {
  seen = [];
  texts = [];

  text(text) {
    this.texts.push(text);
    if (text !== "pong") this.seen.push(JSON.parse(text));
  }

  of(kind) {
    return this.seen.filter((frame) => frame.type === kind);
  }

  contents() {
    return this.of("chat_message").map((frame) => frame.message.content);
  }

  /** Waits for the nth frame of a kind and returns it. */
  next(kind, nth = 1) {
    return until(() => this.of(kind)[nth - 1], `${kind} number ${nth} among ${this.texts}`);
  }
}

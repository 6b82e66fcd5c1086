// The real server, on a free port and with an empty data folder.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../../..");
const BINARY = resolve(process.env.ROOMCAST_BIN ?? join(root, "target/debug/roomcast"));
const SITE = join(root, "frontend/app/dist");
/** Time that the server has to start. */
const UP_WITHIN_MS = 30_000;

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

/** Starts the server; `settings` are environment variables, `siteDir` is the folder of the page. */
export async function startServer(settings = {}, siteDir = SITE) {
  const dataDir = mkdtempSync(join(tmpdir(), "roomcast-"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, MESSAGES_PER_10S: "0", ...settings };
  let child = null;
  let output = "";

  const start = async () => {
    const site = ["--demo", "--site", siteDir];
    const began = spawn(BINARY, ["serve", "--port", String(port), "--data-dir", dataDir, ...site], { env });
    child = began;
    for (const stream of [began.stdout, began.stderr]) stream.on("data", (text) => (output += text));
    for (const until = Date.now() + UP_WITHIN_MS; ; await new Promise((go) => setTimeout(go, 50))) {
      if (began.exitCode !== null || Date.now() > until)
        throw new Error(`the server did not start:\n${output}`);
      const up = await fetch(`${origin}/healthz`).catch(() => null);
      if (up?.ok) return;
    }
  };
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  await start();
  return {
    port,
    origin,
    start,
    kill,
    log: () => output,
    /** Makes a token with the server's own command; it is valid for `ttl` seconds. */
    async token(userId, username, ttl) {
      const args = ["token", "--user-id", String(userId), "--username", username, "--data-dir", dataDir];
      if (ttl) args.push("--ttl", `${ttl}s`);
      const made = spawn(BINARY, args, { env });
      let out = "";
      made.stdout.on("data", (text) => (out += text));
      made.stderr.on("data", (text) => (output += text));
      await once(made, "close");
      if (!out.trim()) throw new Error(`no token:\n${output}`);
      return out.trim();
    },
    async stop() {
      await kill();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Returns a function that calls the REST API with a token, and throws unless the call succeeds. */
export function caller(origin, token) {
  return async (method, path, body) => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const response = await fetch(`${origin}/api/chat/${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
}

// A TCP proxy that cuts, freezes and delays connections, which a browser's own offline mode cannot do.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** Starts a proxy before the server at port `to`. */
export async function startProxy(to) {
  const pairs = new Set();
  let mode = "pass";
  let delayMs = 0;

  const pipe = (from, into) => {
    from.on("data", (data) => {
      if (delayMs === 0) return into.write(data);
      setTimeout(() => into.writable && into.write(data), delayMs);
    });
    for (const event of ["end", "error", "close"]) from.on(event, () => into.destroy());
  };
  const server = createServer((near) => {
    if (mode === "refuse") return near.destroy();
    const far = connect(to, "127.0.0.1");
    const pair = [near, far];
    pairs.add(pair);
    near.on("close", () => pairs.delete(pair));
    pipe(near, far);
    pipe(far, near);
    if (mode === "freeze") for (const socket of pair) socket.pause();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const each = (act) => {
    for (const pair of pairs) for (const socket of pair) act(socket);
  };
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** Ends every connection and accepts new ones. */
    cut: () => each((socket) => socket.destroy()),
    /** Ends every connection and accepts no new ones. */
    refuse() {
      mode = "refuse";
      each((socket) => socket.destroy());
    },
    /** Keeps every connection and lets nothing pass. */
    freeze() {
      mode = "freeze";
      each((socket) => socket.pause());
    },
    /** Lets everything pass again. */
    pass() {
      mode = "pass";
      each((socket) => socket.resume());
    },
    /** Delays everything that passes from now on. */
    delay(ms) {
      delayMs = ms;
    },
    async stop() {
      each((socket) => socket.destroy());
      server.close();
      await once(server, "close");
    },
  };
}

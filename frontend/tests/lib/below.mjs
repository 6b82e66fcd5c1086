// A proxy that serves a server below a path, as nginx does with `location /talk/ { proxy_pass http://server/; }`.
import { once } from "node:events";
import { createServer, request } from "node:http";
import { connect } from "node:net";

/** Starts a proxy before the server at port `to`, below the path `base`, which begins with a slash. */
export async function startBelow(to, base) {
  const inner = (url) => (url.startsWith(`${base}/`) ? url.slice(base.length) : null);
  const proxy = createServer((asked, answer) => {
    const path = inner(asked.url);
    if (path === null) return answer.writeHead(404).end();
    const { method, headers } = asked;
    const forwarded = request({ port: to, host: "127.0.0.1", path, method, headers }, (given) => {
      answer.writeHead(given.statusCode, given.headers);
      given.pipe(answer);
    });
    forwarded.on("error", () => answer.destroy());
    asked.pipe(forwarded);
  });
  proxy.on("upgrade", (asked, near, head) => {
    const path = inner(asked.url);
    if (path === null) return near.destroy();
    const far = connect(to, "127.0.0.1", () => {
      const lines = [`GET ${path} HTTP/1.1`];
      for (let at = 0; at < asked.rawHeaders.length; at += 2)
        lines.push(`${asked.rawHeaders[at]}: ${asked.rawHeaders[at + 1]}`);
      far.write(`${lines.join("\r\n")}\r\n\r\n`);
      far.write(head);
      far.pipe(near).pipe(far);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ])
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    origin: `http://127.0.0.1:${proxy.address().port}`,
    stop() {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}

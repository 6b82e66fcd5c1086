// better-auth with its plugins for JWTs and for roles, as an HTTP server. It signs with EdDSA. Command: "rotate": a new key.
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { admin, jwt } from "better-auth/plugins";
import { answer, commands } from "./lines.js";

let handler;
const server = createServer((request, response) => handler(request, response));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}`;
const tables = { user: [], session: [], account: [], verification: [], jwks: [] };
const auth = betterAuth({
  baseURL: url,
  secret: "a-secret-of-the-tests-32-bytes-or-more",
  database: memoryAdapter(tables),
  emailAndPassword: { enabled: true },
  plugins: [jwt(), admin()],
  telemetry: { enabled: false },
  logger: { disabled: true },
});
handler = toNodeHandler(auth);

const signedUp = await fetch(`${url}/api/auth/sign-up/email`, {
  method: "POST",
  headers: { "content-type": "application/json", origin: url },
  body: JSON.stringify({ email: "ann@example.com", password: "correct horse battery", name: "Ann Lee" }),
});
const { user, token: session } = await signedUp.json();
const cookie = signedUp.headers
  .getSetCookie()
  .map((line) => line.split(";")[0])
  .join("; ");

async function token() {
  const response = await fetch(`${url}/api/auth/token`, { headers: { cookie } });
  return (await response.json()).token;
}

answer({ url, jwks: `${url}/api/auth/jwks`, user, session, access: await token() });
await commands({
  rotate: async () => {
    tables.jwks.length = 0;
    return { access: await token() };
  },
});
server.close();
server.closeAllConnections();

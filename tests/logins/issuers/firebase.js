// The emulator of Firebase's login, from firebase-tools: a user signs up. Its token is unsigned. Google's own server
// signs the same claims with RS256, which jose does here, with a key that the test serves.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
import { answer, commands } from "./lines.js";

const { createApp } = createRequire(import.meta.url)("firebase-tools/lib/emulator/auth/server.js");
const project = "demo-chat";
const server = createServer(await createApp(project));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=any`;

async function signUp(person) {
  const body = JSON.stringify({ ...person, password: "correct horse", returnSecureToken: true });
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  return (await response.json()).idToken;
}

const { publicKey, privateKey } = await generateKeyPair("RS256");
const key = { ...(await exportJWK(publicKey)), kid: "of-today", alg: "RS256", use: "sig" };
const sign = (token) =>
  new SignJWT(decodeJwt(token)).setProtectedHeader({ alg: "RS256", kid: key.kid }).sign(privateKey);

const named = await signUp({ email: "ann@example.com", displayName: "Ann Lee" });
const nameless = await signUp({ email: "bob@example.com" });
answer({
  project,
  unsigned: named,
  named: await sign(named),
  nameless: await sign(nameless),
  jwks: { keys: [key] },
});
await commands({});
server.close();
server.closeAllConnections();
process.exit();

#!/usr/bin/env bash
# oidc-provider makes a JWT of an access token only where the token is for a resource (RFC 8707), and its userinfo address
# refuses every token that is for a resource, also with the scopes openid and profile granted: 401, "invalid token provided".
# So no access token of this server can both be verified by a service and tell that service the user's names. Beside it the
# ID token changes: it holds the claims of the scope profile when the access token is for a resource, and not otherwise.
#
# A chat backend that gets the names of its users from userinfo with the caller's own token finds none with this server,
# though discovery names the address: the names have to be put into the access token (extraTokenClaims).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts oidc-provider@9.13.3 jose@6.2.18

cat >server.mjs <<'JS'
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { decodeJwt, exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";

const manifest = JSON.parse(readFileSync("node_modules/oidc-provider/package.json"));
console.log("oidc-provider", manifest.version);
console.warn = console.info = () => {};
const server = createServer((request, response) => handler(request, response));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const back = "http://127.0.0.1/back";
const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const provider = new Provider(issuer, {
  clients: [{ client_id: "web", redirect_uris: [back], application_type: "native", token_endpoint_auth_method: "none" }],
  jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "1" }] },
  cookies: { keys: ["of the cookies"] },
  claims: { profile: ["preferred_username"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: "ann" }) }),
  features: {
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({ scope: "openid profile", accessTokenFormat: "jwt" }),
    },
  },
});
const handler = provider.callback();

// The code flow as a browser walks it.
async function login(resource) {
  const jar = new Map();
  const visit = async (url, form) => {
    const cookie = [...jar].map((pair) => pair.join("=")).join("; ");
    const body = form && new URLSearchParams(form);
    const response = await fetch(url, { method: form ? "POST" : "GET", body, headers: { cookie }, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) jar.set(...line.split(";")[0].split(/=(.*)/s).slice(0, 2));
    return response;
  };
  const code_verifier = randomBytes(32).toString("base64url");
  const code_challenge = createHash("sha256").update(code_verifier).digest("base64url");
  const common = { client_id: "web", redirect_uri: back, ...(resource && { resource }) };
  const asked = { ...common, response_type: "code", scope: "openid profile", code_challenge, code_challenge_method: "S256" };
  let at = `${issuer}/auth?${new URLSearchParams(asked)}`;
  while (!at.startsWith(back)) {
    let response = await visit(at);
    if (response.status === 200) {
      const prompt = /name="prompt" value="(\w+)"/.exec(await response.text())[1];
      response = await visit(at, { prompt, login: "7", password: "any" });
    }
    at = new URL(response.headers.get("location"), issuer).href;
  }
  const code = new URL(at).searchParams.get("code");
  const tokens = await (await visit(`${issuer}/token`, { ...common, grant_type: "authorization_code", code, code_verifier })).json();
  const userinfo = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  const seen = {
    scope: tokens.scope,
    accessTokenIsJwt: tokens.access_token.split(".").length === 3,
    userinfo: userinfo.status,
    answer: await userinfo.json(),
    nameInIdToken: decodeJwt(tokens.id_token).preferred_username,
  };
  console.log(resource ? "for a resource:" : "without one:", JSON.stringify(seen));
  return seen;
}

const bound = await login("https://chat.example.com");
assert.deepEqual([bound.scope, bound.accessTokenIsJwt, bound.userinfo, bound.nameInIdToken], ["openid profile", true, 401, "ann"]);
const free = await login();
assert.deepEqual([free.accessTokenIsJwt, free.userinfo, free.nameInIdToken], [false, 200, undefined]);
assert.equal(free.answer.preferred_username, "ann");
server.close();
server.closeAllConnections();
JS
node server.mjs 2>/dev/null

// A whole OpenID server of the package oidc-provider: discovery, key set, code flow with PKCE, userinfo. Commands:
// "nameless": a login whose token has no names; "rotate": a login after the server has got a new key.
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";
import { answer, commands } from "./lines.js";

console.warn = console.info = () => {}; // its advice for production
const RESOURCE = "https://chat.example.com";
const people = { "b1f2-ann": { preferred_username: "ann", given_name: "Ann", family_name: "Lee" } };

async function key(kid) {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: "RS256", use: "sig" };
}

let handler;
const server = createServer((request, response) => handler(request, response));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const redirect = "http://127.0.0.1/back";
const keys = [await key("first")];

function start() {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "web",
        redirect_uris: [redirect],
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
      },
    ],
    jwks: { keys },
    cookies: { keys: ["of the cookies"] },
    claims: { profile: ["preferred_username", "given_name", "family_name"] },
    scopes: ["openid", "profile", "offline_access", "chat"],
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    // The names, since the token does not open the userinfo address.
    extraTokenClaims: (_context, token) =>
      names ? { ...people[token.accountId], roles: ["developer"] } : undefined,
    issueRefreshToken: () => true,
    features: {
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: "chat",
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  });
  handler = provider.callback();
}

let names = true;
start();

const jar = new Map();
async function visit(url, form) {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const body = form && new URLSearchParams(form);
  const response = await fetch(url, {
    method: form ? "POST" : "GET",
    body,
    headers: { cookie },
    redirect: "manual",
  });
  for (const line of response.headers.getSetCookie()) {
    const [name, value] = line.split(";")[0].split(/=(.*)/s);
    value ? jar.set(name, value) : jar.delete(name);
  }
  return response;
}

// The code flow as a browser walks it: login page, consent page, code, tokens.
async function login(resource) {
  jar.clear();
  const verifier = randomBytes(32).toString("base64url");
  const ask = new URLSearchParams({
    client_id: "web",
    response_type: "code",
    redirect_uri: redirect,
    scope: "openid profile offline_access chat",
    prompt: "consent",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...(resource && { resource }),
  });
  let at = `${issuer}/auth?${ask}`;
  while (!at.startsWith(redirect)) {
    let response = await visit(at);
    if (response.status === 200) {
      const page = await response.text();
      const prompt = /name="prompt" value="(\w+)"/.exec(page)[1];
      response = await visit(at, { prompt, login: "b1f2-ann", password: "any" });
    }
    at = new URL(response.headers.get("location"), issuer).href;
  }
  const tokens = await visit(`${issuer}/token`, {
    grant_type: "authorization_code",
    client_id: "web",
    code: new URL(at).searchParams.get("code"),
    redirect_uri: redirect,
    code_verifier: verifier,
    ...(resource && { resource }),
  });
  return tokens.json();
}

async function userinfo(token) {
  const response = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: await response.json() };
}

const tokens = await login(RESOURCE);
const opaque = await login();
answer({
  issuer,
  resource: RESOURCE,
  tokens,
  opaque,
  userinfo: await userinfo(tokens.access_token),
  opaqueUserinfo: await userinfo(opaque.access_token),
});
await commands({
  nameless: async () => {
    names = false;
    return login(RESOURCE);
  },
  rotate: async () => {
    keys.unshift(await key("second"));
    start();
    return login(RESOURCE);
  },
});
server.close();
server.closeAllConnections();

// Tokens of the package jose, for each algorithm of public keys that it has and the chat takes; and an encrypted one.
import { EncryptJWT, exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { answer } from "./lines.js";

const claims = { preferred_username: "ann", given_name: "Ann", family_name: "Lee", roles: ["developer"] };
const about = (token) =>
  token
    .setSubject("7")
    .setIssuer("https://login.example.com")
    .setAudience("chat")
    .setIssuedAt()
    .setExpirationTime("1h");

const tokens = {};
const keys = [];
const pems = {};
for (const alg of [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "EdDSA",
  "Ed25519",
]) {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  const kid = `key-${alg}`;
  tokens[alg] = await about(new SignJWT(claims))
    .setProtectedHeader({ alg, kid, typ: "at+jwt" })
    .sign(privateKey);
  keys.push({ ...(await exportJWK(publicKey)), kid, alg, use: "sig" });
  pems[alg] = await exportSPKI(publicKey);
}
const { publicKey } = await generateKeyPair("RSA-OAEP-256");
const encrypted = await about(new EncryptJWT(claims))
  .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM" })
  .encrypt(publicKey);
const unsigned = about(new UnsecuredJWT(claims)).encode();
answer({ jwks: { keys }, pems, tokens, encrypted, unsigned });

#!/usr/bin/env bash
# A token that joserfc signs with the algorithm name "Ed25519" (RFC 9864, which retires the name "EdDSA") cannot be verified
# by PyJWT, nor made or read by Authlib: they know the same key and the same signature as "EdDSA" only. A key that names
# alg "Ed25519" in its key set is no key for PyJWT at all. npm's jose takes both names.
#
# A chat backend that takes tokens of foreign logins meets both names for one algorithm, and a list of accepted algorithms
# has to mean both by either.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet joserfc==1.8.0 'PyJWT[crypto]==2.15.1' Authlib==1.9.10
npm install --silent --no-audit --no-fund --ignore-scripts jose@6.2.18

cat >make.py <<'PY'
import json
import warnings

warnings.simplefilter("ignore")
import jwt as pyjwt
from joserfc import jwt
from joserfc.jwk import OKPKey

warnings.simplefilter("ignore")
from authlib.jose import JsonWebKey, JsonWebToken

warnings.simplefilter("ignore")
key = OKPKey.generate_key("Ed25519")
public = key.as_dict(private=False)
tokens = {name: jwt.encode({"alg": name}, {"sub": "7"}, key, algorithms=[name]) for name in ("EdDSA", "Ed25519")}
seen = {}


def attempt(label, verify):
    try:
        verify()
        seen[label] = "accepted"
    except Exception as error:
        seen[label] = type(error).__name__
    print(f"{label}: {seen[label]}")


for name, token in tokens.items():
    attempt(f"PyJWT, token {name}", lambda: pyjwt.decode(token, pyjwt.PyJWK(public), algorithms=["EdDSA", "Ed25519"]))
    attempt(f"PyJWT, key with alg {name}", lambda: pyjwt.PyJWK(public | {"alg": name}))
    attempt(f"Authlib, token {name}", lambda: JsonWebToken([name]).decode(token, JsonWebKey.import_key(public)))
json.dump({"public": public, "tokens": tokens}, open("made.json", "w"))
wanted = {label: "accepted" for label in seen if label.endswith("EdDSA")}
assert {label: seen[label] for label in wanted} == wanted
assert all(found != "accepted" for label, found in seen.items() if label.endswith("Ed25519"))
PY
cat >verify.mjs <<'JS'
import { readFileSync } from "node:fs";
import { importJWK, jwtVerify } from "jose";
const { public: key, tokens } = JSON.parse(readFileSync("made.json"));
for (const [name, token] of Object.entries(tokens)) {
  await jwtVerify(token, await importJWK(key, name));
  console.log(`jose (npm), token ${name}: accepted`);
}
JS
venv/bin/pip list --format freeze 2>/dev/null | grep -iE '^(joserfc|pyjwt|authlib)=='
venv/bin/python make.py 2>/dev/null
node verify.mjs

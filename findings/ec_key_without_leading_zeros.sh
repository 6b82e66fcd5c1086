#!/usr/bin/env bash
# Authlib writes the coordinates of an EC key without their leading zero bytes. So one key in 128 has an x or y of 31 bytes,
# where RFC 7518 (6.2.1.2) wants 32. PyJWT refuses such a key ("Coords should be 32 bytes"); joserfc, npm's jose and Node itself
# take it. An issuer and a service that worked together in every test fail after the one key exchange that meets such a key.
#
# A chat backend that reads the key sets of others has to fill such coordinates up with zeros.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet Authlib==1.9.10 'PyJWT[crypto]==2.15.1' joserfc==1.8.0
npm install --silent --no-audit --no-fund --ignore-scripts jose@6.2.18

cat >make.py <<'PY'
import base64
import json
import warnings

warnings.simplefilter("ignore")
import jwt as pyjwt
from authlib.jose import ECKey, jwt
from joserfc.jwk import ECKey as JoserfcKey


def size(text):
    return len(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


made = 0
while True:
    made += 1
    key = ECKey.generate_key("P-256", is_private=True)
    public = key.as_dict(is_private=False) | {"alg": "ES256"}
    if min(size(public["x"]), size(public["y"])) < 32:
        break
print(f"key {made}: x has {size(public['x'])} bytes, y has {size(public['y'])}")
token = jwt.encode({"alg": "ES256"}, {"sub": "7"}, key).decode()
JoserfcKey.import_key(public)
print("joserfc: takes the key")
try:
    pyjwt.PyJWK(public)
except pyjwt.InvalidKeyError as error:
    print("PyJWT:", error)
else:
    raise SystemExit("PyJWT takes the key")
json.dump({"public": public, "token": token}, open("made.json", "w"))
PY
cat >verify.mjs <<'JS'
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { importJWK, jwtVerify } from "jose";
const { public: key, token } = JSON.parse(readFileSync("made.json"));
createPublicKey({ key, format: "jwk" });
console.log("Node: takes the key");
await jwtVerify(token, await importJWK(key));
console.log("jose (npm): verifies a token with the key");
JS
venv/bin/pip list --format freeze 2>/dev/null | grep -iE '^(joserfc|pyjwt|authlib)=='
venv/bin/python make.py 2>/dev/null
node verify.mjs

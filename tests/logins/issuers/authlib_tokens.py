"""Authlib's own JWTs with EC and RSA keys and its key sets; an EC key whose x has a leading zero byte is among them."""

import base64
import time
import warnings

warnings.simplefilter("ignore")  # the module says that joserfc follows it

from authlib.jose import ECKey, RSAKey, jwt  # noqa: E402
from lines import answer  # noqa: E402

now = int(time.time())
claims = {
    "iss": "https://login.example.com",
    "aud": "chat",
    "sub": "7",
    "username": "ann",
    "iat": now,
    "exp": now + 3600,
}


def coordinate_bytes(key):
    text = key.as_dict()["x"]
    return len(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def short_key():
    while True:
        key = ECKey.generate_key("P-256", is_private=True)
        if coordinate_bytes(key) < 32:
            return key


keys = {"ES256": ECKey.generate_key("P-256", is_private=True), "RS256": RSAKey.generate_key(2048, is_private=True)}
keys["short"] = short_key()
tokens, written = {}, []
for name, key in keys.items():
    algorithm = "ES256" if name == "short" else name
    public = key.as_dict(is_private=False) | {"kid": name}
    written.append(public)
    tokens[name] = jwt.encode({"alg": algorithm, "kid": name}, claims, key).decode()
answer({"jwks": {"keys": written}, "tokens": tokens, "short": coordinate_bytes(keys["short"])})

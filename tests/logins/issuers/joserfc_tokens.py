"""joserfc with the key sets that it makes, and with a secret."""

import secrets
import time

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey
from lines import answer

now = int(time.time())
claims = {
    "iss": "https://login.example.com",
    "aud": "chat",
    "sub": "7",
    "username": "ann",
    "iat": now,
    "exp": now + 3600,
}
keys = {
    "RS256": RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True),
    "ES256": ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True),
    "Ed25519": OKPKey.generate_key("Ed25519", {"use": "sig"}, auto_kid=True),
}
tokens = {name: jwt.encode({"alg": name, "kid": key.kid}, claims, key, algorithms=[name]) for name, key in keys.items()}
secret = secrets.token_urlsafe(48)
tokens["HS256"] = jwt.encode(
    {"alg": "HS256"}, {k: v for k, v in claims.items() if k != "aud"}, OctKey.import_key(secret)
)
answer({"jwks": KeySet(list(keys.values())).as_dict(private=False), "secret": secret, "tokens": tokens})

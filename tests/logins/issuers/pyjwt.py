"""PyJWT, with a secret and with key pairs, and the claims that an access token of one's own would have."""

import secrets
import time
import uuid

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lines import answer

now = int(time.time())
claims = {"sub": "7", "username": "ann", "first_name": "Ann", "last_name": "Lee", "iat": now, "exp": now + 3600}
secret = secrets.token_urlsafe(48)
keys = {
    "RS256": rsa.generate_private_key(65537, 2048),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}
spki = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
answer(
    {
        "secret": secret,
        "HS256": jwt.encode(claims, secret),
        "HS512": jwt.encode(claims, secret, "HS512"),
        "uuid": jwt.encode(claims | {"sub": str(uuid.uuid4())}, secret),
        "forever": jwt.encode({k: v for k, v in claims.items() if k != "exp"}, secret),
        "expired": jwt.encode(claims | {"exp": now - 1}, secret),
        "early": jwt.encode(claims | {"nbf": now + 600}, secret),
        "public": {name: key.public_key().public_bytes(*spki).decode() for name, key in keys.items()},
        "signed": {name: jwt.encode(claims, key, name) for name, key in keys.items()},
    }
)

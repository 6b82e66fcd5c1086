"""Tokens of one's own, signed with PyJWT, Authlib, joserfc and the npm package jose."""

from logins import Issuer, Logins, chat, claims, header, page

ISSUER = "https://login.example.com"


class PyJwt(Logins):
    def test_a_secret(self):
        with Issuer("pyjwt.py") as made, chat("PyJWT, a secret", JWT_SECRET=made["secret"]) as server:
            server.accepts(made["HS256"], 7, username="ann", first_name="Ann", last_name="Lee")
            server.accepts(made["uuid"])
            server.refuses(made["forever"], "token_malformed")
            server.refuses(made["expired"], "token_expired")
            server.refuses(made["early"], "token_not_yet_valid")
            server.refuses(made["HS512"], "token_algorithm")
            server.refuses(made["signed"]["RS256"], "token_algorithm")

    def test_a_longer_hash(self):
        with Issuer("pyjwt.py") as made:
            with chat("PyJWT, a secret", {"JWT_ALGORITHM": "HS512"}, JWT_SECRET=made["secret"]) as server:
                server.accepts(made["HS512"], 7, username="ann")
                server.refuses(made["HS256"], "token_algorithm")

    def test_a_public_key(self):
        with Issuer("pyjwt.py") as made:
            for algorithm, public in made["public"].items():
                with self.subTest(algorithm), chat("PyJWT, a key pair", JWT_PUBLIC_KEY=public) as server:
                    server.accepts(made["signed"][algorithm], 7, username="ann")
                    server.refuses(made["HS256"], "token_algorithm")


class Authlib(Logins):
    def test_a_key_set(self):
        with Issuer("authlib_tokens.py") as made, page(made["jwks"]) as url:
            assert made["short"] == 31, made["short"]
            with chat("Authlib", JWKS_URL=f"{url}/jwks.json", JWT_ISSUER=ISSUER, JWT_AUDIENCE="chat") as server:
                for token in made["tokens"].values():
                    server.accepts(token, 7, username="ann")


class Joserfc(Logins):
    def test_a_key_set(self):
        with Issuer("joserfc_tokens.py") as made, page(made["jwks"]) as url:
            with chat("joserfc", JWKS_URL=f"{url}/jwks.json", JWT_ISSUER=ISSUER, JWT_AUDIENCE="chat") as server:
                for algorithm in ("RS256", "ES256", "Ed25519"):
                    server.accepts(made["tokens"][algorithm], 7, username="ann")
                server.refuses(made["tokens"]["HS256"], "token_algorithm")

    def test_a_secret(self):
        with Issuer("joserfc_tokens.py") as made, chat("PyJWT, a secret", JWT_SECRET=made["secret"]) as server:
            server.accepts(made["tokens"]["HS256"], 7, username="ann")


class Jose(Logins):
    def test_every_algorithm_of_a_key_set(self):
        with Issuer("jose_tokens.js") as made, page(made["jwks"]) as url:
            role = {"REQUIRED_ROLE": "developer"}
            values = {"JWKS_URL": f"{url}/jwks.json", "JWT_ISSUER": ISSUER, "JWT_AUDIENCE": "chat"}
            with chat("jose", role, **values) as server:
                for algorithm, token in made["tokens"].items():
                    with self.subTest(algorithm):
                        self.assertEqual(header(token)["typ"], "at+jwt")
                        server.accepts(token, 7, username="ann", first_name="Ann", last_name="Lee")
                server.refuses(made["encrypted"], "token_encrypted")
                server.refuses(made["unsigned"], "token_algorithm")
            with chat("jose", {"REQUIRED_ROLE": "admin"}, **values) as server:
                server.refuses(made["tokens"]["RS256"], "role_required")
            with chat("jose", {"JWT_ALGORITHM": "ES256"}, **values) as server:
                server.accepts(made["tokens"]["ES256"], 7)
                server.refuses(made["tokens"]["RS256"], "token_algorithm")
            with chat("jose", None, **(values | {"JWT_AUDIENCE": "shop"})) as server:
                server.refuses(made["tokens"]["RS256"], "token_audience")
            with chat("jose", None, **(values | {"JWT_ISSUER": f"{ISSUER}/"})) as server:
                server.refuses(made["tokens"]["RS256"], "token_issuer")
                self.assertEqual(claims(made["tokens"]["RS256"])["iss"], ISSUER)

    def test_public_keys_in_pem(self):
        with Issuer("jose_tokens.js") as made:
            pems = "".join(made["pems"][name] + "\n" for name in ("RS256", "ES256", "EdDSA"))
            with chat("PyJWT, a key pair", {"JWT_AUDIENCE": "chat"}, JWT_PUBLIC_KEY=pems) as server:
                for algorithm in ("RS256", "ES256", "EdDSA"):
                    server.accepts(made["tokens"][algorithm], 7, username="ann")
                server.refuses(made["tokens"]["ES384"], "token_key")

"""djangorestframework-simplejwt: its access tokens are let in, its refresh tokens are not."""

from logins import ASSIGNED_FROM, Issuer, Logins, chat, claims


class SimpleJwt(Logins):
    def test_the_default(self):
        with Issuer("simplejwt.py", "HS256") as made, chat("SimpleJWT", JWT_SECRET=made["secret"]) as server:
            self.assertEqual(set(claims(made["access"])), {"token_type", "exp", "iat", "jti", "user_id"})
            self.assertEqual(claims(made["access"])["user_id"], str(made["id"]))
            server.accepts(made["access"], made["id"], username=f"user{made['id']}", first_name="", last_name="")
            server.refuses(made["refresh"], "token_kind")

    def test_a_key_pair(self):
        with Issuer("simplejwt.py", "RS256") as made:
            with chat("SimpleJWT, RS256", JWT_PUBLIC_KEY=made["public"]) as server:
                server.accepts(made["access"], made["id"])
                server.refuses(made["refresh"], "token_kind")

    def test_users_with_a_uuid(self):
        with Issuer("simplejwt.py", "UUID") as made, chat("SimpleJWT", JWT_SECRET=made["secret"]) as server:
            me = server.accepts(made["access"])
            self.assertGreaterEqual(me["id"], ASSIGNED_FROM)
            self.assertEqual(claims(made["access"])["user_id"], made["id"])
            server.refuses(made["refresh"], "token_kind")

    def test_sliding_tokens(self):
        with Issuer("simplejwt.py", "SLIDING") as made:
            with chat("SimpleJWT, sliding tokens", JWT_SECRET=made["secret"]) as server:
                server.accepts(made["token"], made["id"])
            with chat("SimpleJWT", JWT_SECRET=made["secret"]) as server:
                server.refuses(made["token"], "token_kind")

    def test_an_issuer_and_an_audience(self):
        checked = {"JWT_ISSUER": "https://login.example.com", "JWT_AUDIENCE": "chat"}
        with Issuer("simplejwt.py", "CHECKED") as made:
            with chat("SimpleJWT", checked, JWT_SECRET=made["secret"]) as server:
                server.accepts(made["access"], made["id"])
            with chat("SimpleJWT", JWT_SECRET=made["secret"]) as server:
                server.refuses(made["access"], "token_audience")

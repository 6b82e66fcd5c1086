"""better-auth with its plugin for JWTs: EdDSA keys."""

import time

from logins import Issuer, Logins, chat, header


class BetterAuth(Logins):
    def test_a_key_set_of_ed25519(self):
        with Issuer("better_auth.js") as made:
            url = made["url"]
            values = {"JWKS_URL": made["jwks"], "JWT_ISSUER": url, "JWT_AUDIENCE": url}
            with chat("better-auth", {"REQUIRED_ROLE": "admin"}, **values) as server:
                server.refuses(made["access"], "role_required")
            with chat("better-auth", {"REQUIRED_ROLE": "user"}, **values) as server:
                self.assertEqual(header(made["access"])["alg"], "EdDSA")
                me = server.accepts(made["access"], username="Ann Lee")
                server.refuses(made["session"], "token_malformed")
                time.sleep(10)  # the server asks again for keys after 10 seconds at the earliest
                self.assertEqual(server.accepts(made.ask("rotate")["access"])["id"], me["id"])

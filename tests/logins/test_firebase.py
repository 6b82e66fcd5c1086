"""Firebase: the emulator's tokens are unsigned and refused; the same claims with a signature are let in."""

from logins import Issuer, Logins, chat, claims, header, page


class Firebase(Logins):
    def test_the_emulator_and_the_signed_form(self):
        with Issuer("firebase.js") as made, page(made["jwks"]) as url:
            project = made["project"]
            issuer = f"https://securetoken.google.com/{project}"
            values = {"JWT_ISSUER": issuer, "JWT_AUDIENCE": project}
            with chat("Firebase", {"JWKS_URL": f"{url}/jwk"}, **values) as server:
                self.assertEqual(header(made["unsigned"])["alg"], "none")
                server.refuses(made["unsigned"], "token_algorithm")
                server.accepts(made["named"], username="Ann Lee", first_name="", last_name="")
                # Nobody has verified the address, so it does not name the user.
                self.assertIs(claims(made["nameless"])["email_verified"], False)
                me = server.accepts(made["nameless"])
                self.assertEqual(me["username"], f"user{me['id']}")

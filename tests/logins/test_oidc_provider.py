"""A whole OpenID server: discovery, the code flow, access tokens for a resource, userinfo, other keys."""

import time

from logins import Issuer, Logins, chat, claims, header


class OidcProvider(Logins):
    def test_from_discovery_to_other_keys(self):
        with Issuer("oidc_provider.js") as made:
            issuer, tokens = made["issuer"], made["tokens"]
            values = {"OIDC_ISSUER": issuer, "JWT_AUDIENCE": made["resource"]}
            with chat("oidc-provider", {"REQUIRED_ROLE": "developer"}, **values) as server:
                access = tokens["access_token"]
                self.assertEqual(header(access)["typ"], "at+jwt")
                me = server.accepts(access, username="ann", first_name="Ann", last_name="Lee")
                server.refuses(tokens["id_token"], "token_audience")
                server.refuses(tokens["refresh_token"], "token_malformed")
                server.refuses(made["opaque"]["access_token"], "token_malformed")

                rotated = issuer_rotates(made)["access_token"]
                self.assertEqual(server.accepts(rotated)["id"], me["id"])
                server.accepts(access)

    def test_userinfo_refuses_the_tokens_of_a_resource(self):
        with Issuer("oidc_provider.js") as made:
            self.assertEqual(made["opaqueUserinfo"]["status"], 200)
            self.assertEqual(made["userinfo"]["status"], 401)
            values = {"OIDC_ISSUER": made["issuer"], "JWT_AUDIENCE": made["resource"]}
            nameless = made.ask("nameless")["access_token"]
            self.assertNotIn("preferred_username", claims(nameless))
            with chat("oidc-provider", {"PROFILE_URL": f"{made['issuer']}/me"}, **values) as server:
                me = server.accepts(nameless)
                self.assertEqual(me["username"], f"user{me['id']}")


def issuer_rotates(made):
    """Lets the issuer take another key; the server asks again for keys after 10 seconds at the earliest."""
    time.sleep(10)
    return made.ask("rotate")

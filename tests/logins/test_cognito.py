"""A user pool of Cognito, in moto."""

from logins import Issuer, Logins, chat, claims


class Cognito(Logins):
    def test_a_user_pool(self):
        with Issuer("cognito.py") as made:
            issuer = f"https://cognito-idp.us-east-1.amazonaws.com/{made['pool']}"
            app = made["app"]
            values = {"JWKS_URL": made["jwks"], "JWT_ISSUER": issuer, "JWT_AUDIENCE": app["client"]}
            access, identity = app["AccessToken"], app["IdToken"]
            with chat("Cognito", {"REQUIRED_ROLE": "developer"}, **values) as server:
                server.accepts(access, username="ann", first_name="", last_name="")
                server.refuses(identity, "token_kind")
                server.refuses(made["other"]["AccessToken"], "token_audience")
                self.assertEqual(claims(access)["token_use"], "access")
            with chat("Cognito", {"JWT_TOKEN_USE": "id"}, **values) as server:
                server.accepts(identity, username="ann", first_name="Ann", last_name="Lee")
                server.refuses(access, "token_kind")
            with chat("Cognito", {"REQUIRED_ROLE": "admin"}, **values) as server:
                server.refuses(access, "role_required")

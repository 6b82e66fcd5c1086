"""Logins of Flask and FastAPI."""

from logins import Issuer, Logins, chat, claims


class FlaskJwtExtended(Logins):
    def test_access_and_refresh(self):
        with Issuer("flask_jwt.py") as made:
            with chat("Flask-JWT-Extended", JWT_SECRET=made["secret"]) as server:
                server.accepts(made["number"]["access"], 7, username="ann")
                server.accepts(made["number"]["plain"], 7, username="user7")
                server.accepts(made["uuid"]["access"], username="ann")
                server.refuses(made["number"]["refresh"], "token_kind")
                self.assertEqual(claims(made["number"]["access"])["type"], "access")
            role = {"REQUIRED_ROLE": "developer"}
            with chat("Flask-JWT-Extended", role, JWT_SECRET=made["secret"]) as server:
                server.accepts(made["number"]["access"], 7)
                server.refuses(made["number"]["plain"], "role_required")


class FastapiUsers(Logins):
    def test_the_audience_tells_its_tokens_apart(self):
        with Issuer("fastapi_users_site.py") as made:
            values = {"JWT_SECRET": made["secret"], "PROFILE_URL": made["profile"]}
            with chat("fastapi-users", **values) as server:
                server.accepts(made["access"], username="ann", first_name="", last_name="")
                server.refuses(made["reset"], "token_audience")
                server.refuses(made["verify"], "token_audience")
                self.assertEqual(claims(made["access"])["aud"], ["fastapi-users:auth"])

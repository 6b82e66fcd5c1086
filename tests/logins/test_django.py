"""Other logins of Django: ninja-jwt, dj-rest-auth, djoser and allauth."""

from logins import Issuer, Logins, chat, claims, fetch


class NinjaJwt(Logins):
    def test_its_controller(self):
        with Issuer("ninja_site.py") as made, chat("django-ninja-jwt", JWT_SECRET=made["secret"]) as server:
            self.assertEqual(claims(made["access"])["user_id"], made["id"])
            server.accepts(made["access"], made["id"], username=f"user{made['id']}")
            server.refuses(made["refresh"], "token_kind")


class DjRestAuth(Logins):
    def test_names_come_from_its_user_address(self):
        with Issuer("dj_rest_auth_site.py") as made:
            self.assertEqual(fetch(made["profile"], made["access"])[1]["username"], "ann")
            values = {"JWT_SECRET": made["secret"], "PROFILE_URL": made["profile"]}
            with chat("dj-rest-auth", **values) as server:
                server.accepts(made["access"], made["id"], username="ann", first_name="Ann", last_name="Lee")
                server.refuses(made["refresh"], "token_kind")


class Djoser(Logins):
    def test_names_come_from_its_user_address(self):
        with Issuer("djoser_site.py") as made:
            values = {"JWT_SECRET": made["secret"], "PROFILE_URL": made["profile"]}
            with chat("djoser", **values) as server:
                server.accepts(made["access"], made["id"], username="ann", first_name="", last_name="")
                server.refuses(made["refresh"], "token_kind")


class Allauth(Logins):
    def check(self, made, server):
        server.accepts(made["access"], made["id"], username=f"user{made['id']}")
        server.refuses(made["refresh"], "token_kind")
        self.assertEqual(claims(made["access"])["sub"], str(made["id"]))

    def test_a_key_pair(self):
        with Issuer("allauth_site.py", "RS256") as made:
            with chat("django-allauth headless, RS256", JWT_PUBLIC_KEY=made["public"]) as server:
                self.check(made, server)

    def test_a_secret(self):
        with Issuer("allauth_site.py", "HS256") as made:
            with chat("django-allauth headless, HS256", JWT_SECRET=made["secret"]) as server:
                self.check(made, server)

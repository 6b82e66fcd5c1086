#!/usr/bin/env bash
# dj-rest-auth with JWTs as its documents start (USE_JWT: True and nothing else) answers a login with 200, an access token of
# 5 minutes, and "refresh": "". No cookie is set either. The refresh token was made, and nobody gets it.
#
# A chat keeps sockets open for hours, so its client renews tokens. This login works in every first test, and logs
# everybody out after 5 minutes; the client sees an empty text where a token should be, no error.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet Django==5.2.19 djangorestframework==3.18.3 djangorestframework-simplejwt==5.5.1 dj-rest-auth==7.2.0

cat >site_with_jwt.py <<'PY'
from django.conf import settings
from django.urls import include, path

settings.configure(
    SECRET_KEY="0123456789abcdef0123456789abcdef",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "rest_framework",
        "rest_framework.authtoken",
        "dj_rest_auth",
    ],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    REST_AUTH={"USE_JWT": True},
)
import django

django.setup()
urlpatterns = [path("auth/", include("dj_rest_auth.urls"))]
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

call_command("migrate", verbosity=0)
User.objects.create_user("ann", password="p")
answer = Client().post("/auth/login/", {"username": "ann", "password": "p"}, content_type="application/json")
tokens = answer.json()
print("status", answer.status_code)
print("access", tokens["access"][:20] + "…")
print("refresh", repr(tokens["refresh"]))
print("cookies", sorted(answer.cookies))
assert answer.status_code == 200 and tokens["access"].count(".") == 2
assert tokens["refresh"] == "" and sorted(answer.cookies) == ["sessionid"]
PY
venv/bin/pip list --format freeze 2>/dev/null | grep -iE '(rest.auth|jwt)=='
venv/bin/python site_with_jwt.py 2>/dev/null

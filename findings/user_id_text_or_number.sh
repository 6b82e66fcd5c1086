#!/usr/bin/env bash
# django-ninja-jwt is SimpleJWT for another framework, with the same settings, claims and user model. For the same user the
# one writes the claim user_id as text ("1"), the other as a number (1): SimpleJWT changed it in 5.5, ninja-jwt did not follow.
#
# A chat backend that takes tokens of both, or of one project before and after the change, has to see one user in both
# forms, or everybody gets a second account.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet Django==5.2.19 djangorestframework==3.18.3 djangorestframework-simplejwt==5.5.1 django-ninja-jwt==5.4.5

cat >site_of_both.py <<'PY'
import jwt
from django.conf import settings

settings.configure(
    SECRET_KEY="0123456789abcdef0123456789abcdef",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
import django

django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command

call_command("migrate", verbosity=0)
user = User.objects.create_user("ann", password="p")
from ninja_jwt.tokens import AccessToken as Ninja
from rest_framework_simplejwt.tokens import AccessToken as Simple

seen = {}
for name, kind in (("SimpleJWT", Simple), ("ninja-jwt", Ninja)):
    claims = jwt.decode(str(kind.for_user(user)), options={"verify_signature": False})
    seen[name] = claims["user_id"]
    print(f"{name}: user_id {claims['user_id']!r}")
assert seen == {"SimpleJWT": "1", "ninja-jwt": 1}, seen
PY
venv/bin/pip list --format freeze 2>/dev/null | grep -iE 'jwt=='
venv/bin/python site_of_both.py 2>/dev/null

"""A Django site in memory for the issuers that are Django apps. One process has one site."""

import secrets
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

import django

SECRET = secrets.token_urlsafe(48)
PASSWORD = "correct horse battery"


def key_pair():
    """Makes a private and a public RSA key in PEM."""
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def start(urls, *apps, **more):
    """Starts the site with the addresses of the module `urls`; returns nothing before its tables exist."""
    settings.configure(
        **{
            "SECRET_KEY": SECRET,
            "ALLOWED_HOSTS": ["*"],
            "ROOT_URLCONF": urls,
            "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file::memory:?cache=shared"}},
            "INSTALLED_APPS": ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", *apps],
            "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
            "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
            "TEMPLATES": [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
            "USE_TZ": True,
        }
        | more
    )
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


def person(**more):
    """Makes the user of the tests, who is not the first one."""
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    users.create_user("first", password=PASSWORD)
    names = {"username": "ann", "email": "ann@example.com", "first_name": "Ann", "last_name": "Lee"}
    return users.create_user(password=PASSWORD, **names, **more)


def post(path, body, **headers):
    """Posts JSON to the site; returns the answer's JSON."""
    from django.test import Client

    answer = Client().post(path, body, content_type="application/json", headers=headers)
    assert answer.status_code < 300, (path, answer.status_code, answer.content[:2000])
    return answer.json()


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def serve():
    """Serves the site on loopback; returns its address."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def kind():
    """The variant that the test wants."""
    return sys.argv[1] if len(sys.argv) > 1 else ""

"""A Django project and the chat side by side, as docs/from-django.md tells it."""

import base64
import contextlib
import http.client
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from urllib.parse import urlsplit

from logins import DOCS, HERE, Logins, chat, claims, fetch

PROJECT = HERE / "django"
MAKE_USERS = """
from django.contrib.auth.models import User
User.objects.create_user("first", password="p")
User.objects.create_user("ann", password="correct horse", first_name="Ann", last_name="Lee")
"""
RENAME = 'from django.contrib.auth.models import User; User.objects.filter(username="ann").update(username="anna")'


class Django:
    """The project, with two users, on a port of its own."""

    def __init__(self):
        self.folder = tempfile.mkdtemp()
        self.secret = secrets.token_urlsafe(48)
        secret = {"DJANGO_SECRET_KEY": self.secret, "DJANGO_DATABASE": f"{self.folder}/db.sqlite3"}
        self.env = os.environ | secret
        self.manage("migrate", "--verbosity=0")
        self.manage("shell", "--verbosity=0", "--command", MAKE_USERS)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "manage.py", "runserver", "--noreload", "--skip-checks", str(port)]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, cwd=PROJECT, env=self.env, **silent)
        self.wait()

    def manage(self, *arguments):
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=PROJECT, env=self.env, check=True)

    def wait(self):
        """Waits for the first answer, for which Django imports the views."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError):
                status, _ = fetch(f"{self.url}/api/chat-profile/")
                assert status == 401, status
                return
            time.sleep(0.1)
        self.__exit__()
        raise AssertionError("Django does not answer")

    def log_in(self, username):
        status, tokens = fetch(f"{self.url}/api/token/", data={"username": username, "password": "correct horse"})
        assert status == 200, tokens
        return tokens

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


def handshake(url, path, **headers):
    """Opens a WebSocket as a browser does; returns the status, and the subprotocol of the answer."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=20)
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode()}
    connection.request("GET", path, headers=upgrade | key | headers)
    answer = connection.getresponse()
    seen = answer.status, answer.headers["Sec-WebSocket-Protocol"]
    connection.close()
    return seen


class FromDjango(Logins):
    def test_a_django_server_beside_the_chat(self):
        with Django() as django:
            tokens = django.log_in("ann")
            access = tokens["access"]
            self.assertEqual(set(claims(access)), {"token_type", "exp", "iat", "jti", "user_id"})
            profile = {"PROFILE_URL": f"{django.url}/api/chat-profile/"}
            with chat("SimpleJWT", profile, JWT_SECRET=django.secret) as server:
                me = server.accepts(access, 2, username="ann", first_name="Ann", last_name="Lee")
                self.assertTrue(me["names_from_login"])
                server.refuses(tokens["refresh"], "token_kind")
                api = f"{server.url}/api/chat"
                status, room = fetch(f"{api}/rooms/", access, {"name": "general", "room_type": "public"})
                self.assertEqual((status, room["created_by"]["username"]), (201, "ann"))
                socket_path = f"/ws/chat/{room['id']}/"
                pair = {"Sec-WebSocket-Protocol": f"bearer, {access}"}
                self.assertEqual(handshake(server.url, socket_path, **pair), (101, "bearer"))
                self.assertEqual(handshake(server.url, f"{socket_path}?token={access}"), (101, None))
                self.assertEqual(handshake(server.url, socket_path), (401, None))
                old_scheme = urllib.request.Request(f"{api}/me/", headers={"Authorization": f"JWT {access}"})
                urllib.request.urlopen(old_scheme, timeout=20).close()
                renewed = fetch(f"{django.url}/api/token/refresh/", data={"refresh": tokens["refresh"]})[1]["access"]
                self.assertNotEqual(renewed, access)
                server.accepts(renewed, 2, username="ann")

                # A profile is kept for ten minutes: the new name is not shown yet.
                django.manage("shell", "--verbosity=0", "--command", RENAME)
                self.assertEqual(fetch(profile["PROFILE_URL"], access)[1]["username"], "anna")
                server.accepts(access, 2, username="ann")
            # Another server has not asked before.
            with chat("SimpleJWT", profile, JWT_SECRET=django.secret) as server:
                server.accepts(access, 2, username="anna")

    def test_while_django_is_down_the_chat_goes_on(self):
        with Django() as django:
            access = django.log_in("ann")["access"]
            profile = {"PROFILE_URL": f"{django.url}/api/chat-profile/"}
            with chat("SimpleJWT", profile, JWT_SECRET=django.secret) as server:
                server.accepts(access, 2, username="ann")
                django.process.terminate()
                django.process.wait()
                server.accepts(access, 2, username="ann")

    def test_the_page_shows_the_view_that_runs(self):
        view = (PROJECT / "myproject" / "profile.py").read_text()
        page = (DOCS / "from-django.md").read_text()
        self.assertIn(f"```python\n{view}```", page)
        address = 'path("api/chat-profile/", chat_profile),'
        self.assertIn(address, (PROJECT / "myproject" / "urls.py").read_text())
        self.assertIn(f"```python\n{address}\n```", page)

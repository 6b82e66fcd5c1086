"""A server of the tests' own, its tokens and its REST calls."""

import base64
import hashlib
import hmac
import json
import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

SECRET = "a-secret-of-the-tests-32-bytes-or-more"
ALICE, BOB, CAROL = (1, "alice"), (2, "bob"), (3, "carol")
# A proxy of the machine must not stand between the tests and the server.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def token(user, ttl_s=3600):
    """Signs a token of `user`, a pair of id and name."""
    claims = {"user_id": user[0], "username": user[1], "exp": int(time.time()) + ttl_s}
    parts = [{"alg": "HS256", "typ": "JWT"}, claims]
    signed = b".".join(_base64(json.dumps(part).encode()) for part in parts)
    return (signed + b"." + _base64(hmac.digest(SECRET.encode(), signed, hashlib.sha256))).decode()


def _base64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


_given_ports = set()


def free_port():
    """Finds a free port below those that the system gives to outgoing connections, so that it stays free
    while a server is down. No port is given twice: what it is for may listen on it later."""
    while True:
        port = random.randrange(12_000, 32_000)
        if port in _given_ports:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _given_ports.add(port)
        return port


def wait_for(condition, what, seconds=20):
    """Waits until `condition()` is true and returns its value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s")


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """The server on a port of its own, with a data directory that outlives a restart."""

    def __init__(self, site=None, **settings):
        self.folder = tempfile.mkdtemp()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, "JWT_SECRET": SECRET, "MESSAGES_PER_10S": "0", **settings}
        self.arguments = ["--host", "127.0.0.1", "--port", str(self.port), "--data-dir", f"{self.folder}/data"]
        self.arguments += ["--site", site] if site else []
        self.start()

    def start(self):
        command = [os.environ["ROOMCAST_BIN"], "serve", *self.arguments]
        log = open(f"{self.folder}/log", "ab")
        self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        log.close()
        wait_for(lambda: listens(self.port) or self.process.poll() is not None, "the server listens")
        if self.process.poll() is not None:
            raise AssertionError(open(f"{self.folder}/log").read())

    def kill(self):
        """Ends the server as a power cut does."""
        self.process.kill()
        self.process.wait()

    def close(self):
        self.kill()
        shutil.rmtree(self.folder)

    def socket_url(self, room, **query):
        query = {name: value for name, value in query.items() if value is not None}
        return f"ws://127.0.0.1:{self.port}/ws/chat/{room}/?{urllib.parse.urlencode(query)}"

    def call(self, user, method, path, body=None):
        """Calls the REST API as `user` and returns the answer's JSON; a refusal fails the test."""
        answer = ask(method, f"{self.url}/api/chat/{path}", body, {"Authorization": f"Bearer {token(user)}"})
        if answer.status >= 400:
            raise AssertionError(f"{method} {path}: {answer.status} {answer.body!r}")
        return answer.json()

    def room(self, *members):
        """Makes a public room of alice, with the members, and returns its id."""
        room = self.call(ALICE, "POST", "rooms/", {"name": "general", "room_type": "public"})["id"]
        for member in members:
            self.call(member, "POST", f"rooms/{room}/join/")
        return room

    def send(self, user, room, content):
        return self.call(user, "POST", f"rooms/{room}/messages/", {"content": content})["id"]

    def history(self, room):
        """Returns the texts of a room, oldest first."""
        page = self.call(ALICE, "GET", f"rooms/{room}/messages/?after=0&limit=100")
        return [message["content"] for message in page["messages"]]

    def ban(self, room, user):
        self.call(ALICE, "PATCH", f"rooms/{room}/members/{user[0]}/", {"is_banned": True})


class Answer:
    """Status, headers and body of an HTTP answer."""

    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    def json(self):
        return json.loads(self.body) if self.body else None


def ask(method, url, body=None, headers=None, opener=DIRECT):
    """Sends a request, a body that is no bytes as JSON, and returns the answer, whatever its status."""
    headers = dict(headers or {})
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        headers.setdefault("Content-Type", "application/json")
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        with opener.open(request, timeout=20) as response:
            return Answer(response)
    except urllib.error.HTTPError as refusal:
        return Answer(refusal)


class ServerCase(unittest.TestCase):
    """Tests that share one server."""

    SETTINGS = {}

    @classmethod
    def setUpClass(cls):
        cls.server = Server(**cls.SETTINGS)
        cls.addClassCleanup(cls.server.close)

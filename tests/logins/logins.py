"""What the tests of logins share: the table of docs/logins.md, programs that issue tokens, and servers."""

import base64
import contextlib
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs"
ROOMCAST = os.environ.get("ROOMCAST_BIN", str(HERE.parent.parent / "target/debug/roomcast"))
# Users whose id is not in their tokens get one from here on.
ASSIGNED_FROM = 2**52
LOOPBACK = r"http://127\.0\.0\.1:\d+"


def table(heading):
    """Reads the table below a heading of docs/logins.md: for each first cell the other cells."""
    section = (DOCS / "logins.md").read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))] for line in lines[2:]]
    return {row[0]: row[1:] for row in rows}


def settings_of(cell):
    """Reads the cell of settings: `NAME=value`<br>`NAME=value`."""
    return dict(line.split("=", 1) for line in re.findall(r"`([^`]+)`", cell))


def fill(row, values):
    """Returns the settings of a row. A value with a placeholder such as <issuer> is taken from `values`, which has to
    fit it; an address of the internet may be one of this machine instead."""
    written = settings_of(table("Logins that are tested")[row][0])
    open_names = {name for name, value in written.items() if "<" in value}
    assert open_names == set(values), f"{row}: the placeholders are of {open_names}, given are {set(values)}"
    for name, value in values.items():
        host, path = re.match(r"(https://[^/]+)?(.*)", written[name], re.S).groups()
        pattern = f"(?:{place(host)}|{LOOPBACK})" if host else ""
        assert re.fullmatch(pattern + place(path), value, re.S), f"{row}: {name}={value} is not {written[name]}"
    return written | values


def place(text):
    """Makes a pattern of text with placeholders."""
    return ".+".join(re.escape(part) for part in re.split(r"<[^>]+>", text))


def claims(token):
    """Reads the claims of a token without verifying it."""
    return decode(token.split(".")[1])


def header(token):
    """Reads the header of a token."""
    return decode(token.split(".")[0])


def decode(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def fetch(url, token=None, data=None, method=None):
    """Sends a request; returns the status and the JSON of the answer."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read() or "null")


class Issuer:
    """A program in issuers/ that makes tokens with a library. It answers each line with a line of JSON, and first
    says what it made."""

    def __init__(self, *command):
        name = command[0]
        runs = [sys.executable] if name.endswith(".py") else ["node"]
        self.process = subprocess.Popen(
            [*runs, str(HERE / "issuers" / name), *command[1:]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.made = self.read()

    def read(self):
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        raise AssertionError(f"{self.process.args} ended with {self.process.wait()}")

    def ask(self, line):
        """Sends a command; returns the answer."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.read()

    def __getitem__(self, name):
        return self.made[name]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


class Chat:
    """A server with settings of its own."""

    def __init__(self, settings):
        self.data = tempfile.mkdtemp()
        self.env = {"PATH": os.environ["PATH"]} | settings
        self.log = Path(self.data) / "log"
        with self.log.open("wb") as log:
            command = [ROOMCAST, "serve", "--port", "0", "--data-dir", self.data]
            self.process = subprocess.Popen(command, env=self.env, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while not (found := re.search(r"listening on (http://\S+)", self.log.read_text())):
            assert self.process.poll() is None and time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.02)
        self.url = found.group(1)

    def me(self, token):
        """Asks who the caller is."""
        return fetch(f"{self.url}/api/chat/me/", token)

    def check(self, token):
        """Returns what `roomcast token --check` says."""
        command = [ROOMCAST, "token", "--check", token, "--data-dir", self.data]
        said = subprocess.run(command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return said.stdout.removeprefix("roomcast: ")

    def accepts(self, token, user_id=None, **names):
        """Checks that the token is let in, as this user, with these names. Without a number in the token the id is
        an assigned one, the same each time."""
        status, me = self.me(token)
        assert status == 200, f"{status} {me}: {self.check(token)} {header(token)} {claims(token)}"
        if user_id is None:
            assert me["id"] >= ASSIGNED_FROM, me
            assert self.me(token)[1]["id"] == me["id"]
        else:
            assert me["id"] == user_id, me
        # A profile that does not answer within 2 seconds, on a busy machine, is asked again after 10.
        deadline = time.monotonic() + (30 if "PROFILE_URL" in self.env else 0)
        while {name: me[name] for name in names} != names and time.monotonic() < deadline:
            time.sleep(1)
            me = self.me(token)[1]
        assert {name: me[name] for name in names} == names, f"{me}, wanted {names}"
        assert self.check(token).startswith("accepted"), self.check(token)
        return me

    def refuses(self, token, code):
        """Checks that the token is refused with this code, and that the operator is told the same."""
        status, body = self.me(token)
        wanted = 403 if code == "role_required" else 401
        assert (status, body["code"]) == (wanted, code), f"{status} {body}: {self.check(token)}"
        assert self.check(token).startswith(f"refused: {code}: "), self.check(token)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.data)


def chat(row, more=None, **values):
    """Starts a server with the settings of a row of docs/logins.md. Settings in `more` are added or replaced."""
    return Chat(fill(row, values) | (more or {}))


@contextlib.contextmanager
def page(document):
    """Serves a JSON document on loopback; gives its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Logins(unittest.TestCase):
    """A test whose failures show whole tokens."""

    maxDiff = None

"""Java's own client, `java.net.http`, in one process that is told what to do line by line."""

import asyncio
import itertools
import json
import os
import queue
import shutil
import subprocess
import threading
import unittest

from rules import Refused, Rules
from stage import ALICE, ServerCase, token

HERE = os.path.dirname(os.path.abspath(__file__))
HAS_JAVA = bool(shutil.which("java") and shutil.which("javac"))
if not HAS_JAVA:
    print("no JDK is installed: the tests of java.net.http are skipped")


class Java:
    """The process, and for each id the lines that it said."""

    def __init__(self):
        command = ["java", "-XX:TieredStopAtLevel=1", f"{HERE}/Chat.java"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self.said = {"java": queue.Queue()}
        threading.Thread(target=self._listen, daemon=True).start()
        self.next("java", "started")

    def _listen(self):
        for line in self.process.stdout:
            identity, *rest = line.rstrip("\n").split("\t")
            self.said[identity].put(rest)

    def tell(self, *parts):
        self.said.setdefault(parts[1], queue.Queue())
        self.process.stdin.write("\t".join(parts) + "\n")
        self.process.stdin.flush()

    def next(self, identity, *kinds):
        """Returns what was said about an id next, which must be of one of the kinds."""
        kind, *rest = self.said[identity].get(timeout=60)
        if kind not in kinds:
            raise AssertionError((kind, rest))
        return kind, *rest

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Socket:
    def __init__(self, java, identity, protocol):
        self.java, self.identity, self.protocol = java, identity, protocol or None

    async def send(self, text):
        self.java.tell("send", self.identity, text)

    async def text(self):
        return (await asyncio.to_thread(self.java.next, self.identity, "text"))[1]

    async def close_code(self):
        return int((await asyncio.to_thread(self.java.next, self.identity, "closed"))[1])

    async def close(self):
        self.java.tell("close", self.identity)


@unittest.skipUnless(HAS_JAVA, "no JDK is installed")
class JavaTest(Rules, ServerCase, unittest.IsolatedAsyncioTestCase):
    # A JDK shows the status; whether it keeps the body depends on its version.
    SHOWS_BODY = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.java, cls.ids = Java(), map(str, itertools.count())
        cls.addClassCleanup(cls.java.close)

    async def connect(self, url, headers, protocols):
        identity = next(self.ids)
        bearer = headers.get("Authorization", "").removeprefix("Bearer ")
        self.java.tell("open", identity, url, bearer, ",".join(protocols))
        kind, *rest = await asyncio.to_thread(self.java.next, identity, "opened", "refused")
        if kind == "refused":
            raise Refused(int(rest[0]), rest[1] or None)
        return Socket(self.java, identity, rest[0])

    def rest(self, method, path, jwt, body=""):
        identity = next(self.ids)
        self.java.tell("rest", identity, method, f"{self.server.url}/api/chat/{path}", jwt, body)
        _, status, answer = self.java.next(identity, "answered")
        return int(status), json.loads(answer)

    def test_rest_works_although_each_request_offers_http_2(self):
        room = self.server.room()
        body = json.dumps({"content": "你好"})
        status, message = self.rest("POST", f"rooms/{room}/messages/", token(ALICE), body)
        self.assertEqual((status, message["content"]), (201, "你好"))
        status, page = self.rest("GET", f"rooms/{room}/messages/", token(ALICE))
        self.assertEqual((status, page["messages"][0]["id"]), (200, message["id"]))
        status, refusal = self.rest("GET", f"rooms/{room}/", token(ALICE, ttl_s=-5))
        self.assertEqual((status, refusal["code"]), (401, "token_expired"))


if __name__ == "__main__":
    unittest.main()

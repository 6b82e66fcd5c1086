"""What every WebSocket client for Python must see of the chat, whatever the library."""

import asyncio
import json
import logging
import time

from stage import ALICE, BOB, CAROL, token

# Says which step was slow on a busy machine.
logging.getLogger("asyncio").setLevel(logging.ERROR)


class Refused(Exception):
    """A refused handshake as the library shows it; `body` is None where the library drops it."""

    def __init__(self, status, body):
        super().__init__(status, body)
        self.status, self.body = status, body


def ways(user, ttl_s=3600):
    """The ways of passing a token: headers, subprotocols, query."""
    jwt = token(user, ttl_s)
    return {
        "header": ({"Authorization": f"Bearer {jwt}"}, [], {}),
        "subprotocol": ({}, ["bearer", jwt], {}),
        "subprotocol, capital": ({}, ["Bearer", jwt], {}),
        "query": ({}, [], {"token": jwt}),
    }


class Rules:
    """Tests of one library, which a subclass says how to use: `connect` opens a socket with the methods
    `send`, `text`, `close_code` and `close` and the attribute `protocol`, or raises `Refused`.
    `SHOWS_BODY` says whether the library hands out the body of a refusal; None: it depends."""

    SHOWS_BODY = True
    KEEPS_SPELLING = True

    async def connect(self, url, headers, protocols):
        raise NotImplementedError

    async def open(self, user, room, way="header", ttl_s=3600, **query):
        headers, protocols, extra = ways(user, ttl_s)[way]
        connection = await self.connect(self.server.socket_url(room, **query, **extra), headers, protocols)
        self.addAsyncCleanup(connection.close)
        return connection

    async def frame(self, connection, kind):
        """Returns the next frame of a kind, and fails at an `error` that is not asked for."""
        while True:
            frame = json.loads(await asyncio.wait_for(connection.text(), 10))
            if frame["type"] == kind:
                return frame
            self.assertNotEqual(frame["type"], "error", frame)

    async def chat(self, connection, text):
        await connection.send(json.dumps({"type": "chat_message", "content": text}))

    async def refusal(self, user_way, room):
        headers, protocols, query = user_way
        with self.assertRaises(Refused) as refused:
            await self.connect(self.server.socket_url(room, **query), headers, protocols)
        return refused.exception

    async def test_each_way_of_passing_a_token_opens_a_socket(self):
        room = self.server.room()
        for way, (_, protocols, _) in ways(BOB).items():
            with self.subTest(way):
                connection = await self.open(BOB, room, way)
                greeting = await self.frame(connection, "connection_established")
                self.assertEqual(greeting["user"]["username"], "bob")
                offered = protocols[0] if protocols else None
                if offered and not self.KEEPS_SPELLING:
                    offered = offered.lower()
                self.assertEqual(connection.protocol, offered)

    async def test_people_chat_and_the_history_tells_the_same(self):
        room = self.server.room(BOB)
        alice, bob = await self.open(ALICE, room), await self.open(BOB, room, "subprotocol")
        await self.frame(alice, "live")
        await self.frame(bob, "live")
        for sender, text in [(alice, "你好 👋"), (bob, "hello")]:
            await self.chat(sender, text)
            for reader in (alice, bob):
                self.assertEqual((await self.frame(reader, "chat_message"))["message"]["content"], text)
        self.assertEqual(self.server.history(room), ["你好 👋", "hello"])

    async def test_the_heartbeat_is_answered_by_text_and_by_frame(self):
        connection = await self.open(ALICE, self.server.room())
        await self.frame(connection, "live")
        await connection.send("ping")
        self.assertEqual(await asyncio.wait_for(connection.text(), 10), "pong")
        await connection.send('{"type": "ping"}')
        await self.frame(connection, "pong")

    async def test_a_refusal_can_be_shown(self):
        room = self.server.room(CAROL)
        self.server.ban(room, CAROL)
        bad_header = ({"Authorization": f"Bearer {token(ALICE)[:-4]}aaaa"}, [], {})
        expired = ways(ALICE, ttl_s=-5)
        cases = [
            (bad_header, room, 401, "token_signature"),
            (expired["subprotocol"], room, 401, "token_expired"),
            (expired["query"], room, 401, "token_expired"),
            (({}, [], {}), room, 401, "token_missing"),
            (ways(ALICE)["header"], room + 1_000, 404, "room_not_found"),
            (ways(CAROL)["subprotocol"], room, 403, "banned"),
        ]
        for way, place, status, code in cases:
            with self.subTest(code=code):
                refused = await self.refusal(way, place)
                self.assertEqual(refused.status, status)
                if self.SHOWS_BODY is False:
                    self.assertIsNone(refused.body)
                if not self.SHOWS_BODY:
                    continue
                body = json.loads(refused.body)
                self.assertEqual(body["code"], code)
                self.assertTrue(body["error"])

    async def test_the_close_code_tells_why(self):
        room = self.server.room(CAROL)
        short = await self.open(ALICE, room, ttl_s=2)
        await self.frame(short, "live")
        banned = await self.open(CAROL, room)
        await self.frame(banned, "live")
        oldest, *others = [await self.open(BOB, room) for _ in range(11)]
        for connection, reason, code in [(oldest, "replaced", 4008), (banned, "banned", 4003), (short, "expired", 4001)]:
            with self.subTest(reason):
                if reason == "banned":
                    self.server.ban(room, CAROL)
                if reason == "expired":
                    await asyncio.sleep(2.5)
                    await connection.send("ping")
                self.assertEqual((await self.frame(connection, "closed"))["reason"], reason)
                self.assertEqual(await asyncio.wait_for(connection.close_code(), 10), code)
        del others

    async def test_a_new_connection_after_a_power_cut_misses_nothing(self):
        room = self.server.room(BOB)
        connection = await self.open(ALICE, room)
        await self.frame(connection, "live")
        self.server.send(BOB, room, "before")
        newest = (await self.frame(connection, "chat_message"))["message"]["id"]
        self.server.kill()
        self.assertEqual(await asyncio.wait_for(connection.close_code(), 10), 1006)
        self.server.start()
        self.server.send(BOB, room, "meanwhile")
        again = await self.open(ALICE, room, since=newest)
        missed = await self.frame(again, "chat_message")
        self.assertEqual((missed["message"]["content"], missed["replayed"]), ("meanwhile", True))
        await self.frame(again, "live")
        self.server.send(BOB, room, "after")
        self.assertEqual((await self.frame(again, "chat_message"))["message"]["content"], "after")


def power_cut(server, user, room, texts):
    """Kills the server, starts it again and sends the texts, for a reader who comes back by itself."""
    server.kill()
    time.sleep(0.5)
    server.start()
    for text in texts:
        server.send(user, room, text)

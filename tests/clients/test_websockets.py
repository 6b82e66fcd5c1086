"""The Python library `websockets`."""

import asyncio
import json
import unittest

from rules import Refused, Rules, power_cut, ways
from stage import ALICE, BOB, ServerCase, token
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus


class Socket:
    def __init__(self, connection):
        self.connection, self.protocol = connection, connection.subprotocol
        self.send = connection.send
        self.close = connection.close

    async def text(self):
        return await self.connection.recv()

    async def close_code(self):
        await self.connection.wait_closed()
        return self.connection.close_code


class WebsocketsTest(Rules, ServerCase, unittest.IsolatedAsyncioTestCase):
    async def connect(self, url, headers, protocols):
        try:
            connection = await connect(url, additional_headers=headers, subprotocols=protocols or None, proxy=None)
        except InvalidStatus as refused:
            raise Refused(refused.response.status_code, refused.response.body) from None
        return Socket(connection)

    async def test_the_endless_loop_comes_back_to_the_same_address_and_rest_tells_what_was_missed(self):
        room = self.server.room(BOB)
        headers = {"Authorization": f"Bearer {token(ALICE)}"}
        seen, newest, cut = [], 0, None
        delays = lambda: iter([0.2] * 100)  # noqa: E731
        async for connection in connect(
            self.server.socket_url(room), additional_headers=headers, proxy=None, reconnect_delays=delays
        ):
            had = newest
            try:
                async for text in connection:
                    frame = json.loads(text)
                    if frame["type"] == "live" and cut is None:
                        cut = asyncio.create_task(asyncio.to_thread(power_cut, self.server, BOB, room, ["a", "b"]))
                    elif frame["type"] == "live":
                        await cut
                        page = self.server.call(ALICE, "GET", f"rooms/{room}/messages/?after={had}")
                        missed = [message for message in page["messages"] if message["id"] > newest]
                        seen += [message["content"] for message in missed]
                        newest = page["messages"][-1]["id"]
                        self.server.send(BOB, room, "c")
                    elif frame["type"] == "chat_message" and frame["message"]["id"] > newest:
                        newest = frame["message"]["id"]
                        seen.append(frame["message"]["content"])
                        if seen[-1] == "c":
                            break
            except ConnectionClosed:
                continue
            if seen and seen[-1] == "c":
                break
        self.assertEqual(seen, ["a", "b", "c"])

    async def test_the_endless_loop_ends_at_a_refusal(self):
        headers, _, _ = ways(ALICE, ttl_s=-5)["header"]
        with self.assertRaises(InvalidStatus) as refused:
            async for _ in connect(self.server.socket_url(1), additional_headers=headers, proxy=None):
                self.fail("opened")
        self.assertEqual(json.loads(refused.exception.response.body)["code"], "token_expired")


if __name__ == "__main__":
    unittest.main()

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
        seen, cut = {}, None
        delays = lambda: iter([0.2] * 100)  # noqa: E731
        async for connection in connect(
            self.server.socket_url(room), additional_headers=headers, proxy=None, reconnect_delays=delays
        ):
            # A frame before `live` may be newer than messages that were missed.
            had = max(seen, default=0)
            try:
                async for text in connection:
                    frame = json.loads(text)
                    if frame["type"] == "live" and cut is None:
                        cut = asyncio.create_task(asyncio.to_thread(power_cut, self.server, BOB, room, ["a", "b"]))
                    elif frame["type"] == "live":
                        await cut
                        page = self.server.call(ALICE, "GET", f"rooms/{room}/messages/?after={had}")
                        seen |= {message["id"]: message["content"] for message in page["messages"]}
                        self.server.send(BOB, room, "c")
                    elif frame["type"] == "chat_message":
                        seen[frame["message"]["id"]] = frame["message"]["content"]
                        if frame["message"]["content"] == "c":
                            break
            except ConnectionClosed:
                continue
            if "c" in seen.values():
                break
        self.assertEqual([text for _, text in sorted(seen.items())], ["a", "b", "c"])

    async def test_the_endless_loop_ends_at_a_refusal(self):
        headers, _, _ = ways(ALICE, ttl_s=-5)["header"]
        with self.assertRaises(InvalidStatus) as refused:
            async for _ in connect(self.server.socket_url(1), additional_headers=headers, proxy=None):
                self.fail("opened")
        self.assertEqual(json.loads(refused.exception.response.body)["code"], "token_expired")


if __name__ == "__main__":
    unittest.main()

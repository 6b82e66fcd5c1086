"""The Python library `aiohttp`: its socket, and its REST client."""

import asyncio
import unittest

import aiohttp
from rules import Refused, Rules
from stage import ALICE, ServerCase, token


class Socket:
    def __init__(self, connection):
        self.connection, self.protocol = connection, connection.protocol
        self.send = connection.send_str
        self.close = connection.close

    async def text(self):
        message = await self.connection.receive()
        if message.type != aiohttp.WSMsgType.TEXT:
            raise AssertionError(message)
        return message.data

    async def close_code(self):
        while not self.connection.closed:
            await self.connection.receive()
        return self.connection.close_code


class AiohttpTest(Rules, ServerCase, unittest.IsolatedAsyncioTestCase):
    SHOWS_BODY = False

    async def asyncSetUp(self):
        self.session = aiohttp.ClientSession()
        self.addAsyncCleanup(self.session.close)

    async def connect(self, url, headers, protocols):
        try:
            return Socket(await self.session.ws_connect(url, headers=headers, protocols=protocols, heartbeat=1))
        except aiohttp.WSServerHandshakeError as refused:
            raise Refused(refused.status, getattr(refused, "body", None)) from None

    async def test_the_reason_of_a_refusal_comes_by_rest(self):
        url = f"{self.server.url}/api/chat/rooms/1/"
        headers = {"Authorization": f"Bearer {token(ALICE, ttl_s=-5)}"}
        async with self.session.get(url, headers=headers) as answer:
            self.assertEqual((answer.status, (await answer.json())["code"]), (401, "token_expired"))

    async def test_its_own_heartbeat_keeps_a_silent_socket(self):
        connection = await self.open(ALICE, self.server.room())
        await self.frame(connection, "live")
        silence = asyncio.create_task(connection.text())
        await asyncio.sleep(3)
        self.assertFalse(silence.done())
        silence.cancel()
        self.assertFalse(connection.connection.closed)


if __name__ == "__main__":
    unittest.main()

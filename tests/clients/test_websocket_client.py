"""The Python library `websocket-client`: its plain socket, and its `WebSocketApp`, which reconnects."""

import asyncio
import json
import threading
import unittest

import websocket
from rules import Refused, Rules, power_cut
from stage import ALICE, BOB, ServerCase, token, wait_for


class Socket:
    def __init__(self, connection):
        self.connection, self.protocol = connection, connection.getsubprotocol()

    async def send(self, text):
        await asyncio.to_thread(self.connection.send, text)

    async def text(self):
        opcode, data = await asyncio.to_thread(self.connection.recv_data)
        if opcode != websocket.ABNF.OPCODE_TEXT:
            raise AssertionError((opcode, data))
        return data.decode()

    async def close_code(self):
        try:
            opcode, data = await asyncio.to_thread(self.connection.recv_data)
        except (websocket.WebSocketConnectionClosedException, ConnectionError):
            return 1006
        return int.from_bytes(data[:2], "big") if opcode == websocket.ABNF.OPCODE_CLOSE else opcode

    async def close(self):
        await asyncio.to_thread(self.connection.close, timeout=1)


class WebsocketClientTest(Rules, ServerCase, unittest.IsolatedAsyncioTestCase):
    KEEPS_SPELLING = False

    async def connect(self, url, headers, protocols):
        try:
            connection = await asyncio.to_thread(
                websocket.create_connection, url, header=headers, subprotocols=protocols or None, timeout=10
            )
        except websocket.WebSocketBadStatusException as refused:
            raise Refused(refused.status_code, refused.resp_body) from None
        return Socket(connection)

    def start(self, app):
        """Runs an app that reconnects in a thread of its own."""
        thread = threading.Thread(target=lambda: app.run_forever(reconnect=1), daemon=True)
        thread.start()
        self.addCleanup(lambda: (app.close(), thread.join(10)))
        return thread

    async def test_an_app_comes_back_by_itself_and_its_address_says_where_it_was(self):
        room = self.server.room(BOB)
        seen, frames = [], []

        def on_message(app, text):
            frame = json.loads(text)
            frames.append(frame["type"])
            if frame["type"] == "chat_message":
                seen.append(frame["message"]["content"])
                app.url = self.server.socket_url(room, since=frame["message"]["id"])

        headers = {"Authorization": f"Bearer {token(ALICE)}"}
        app = websocket.WebSocketApp(self.server.socket_url(room, since=0), header=headers, on_message=on_message)
        self.start(app)
        await asyncio.to_thread(wait_for, lambda: "live" in frames, "the app is live")
        self.server.send(BOB, room, "a")
        await asyncio.to_thread(wait_for, lambda: seen, "the first message")
        await asyncio.to_thread(power_cut, self.server, BOB, room, ["b", "c"])
        await asyncio.to_thread(wait_for, lambda: frames.count("live") == 2, "the app is live again")
        self.server.send(BOB, room, "d")
        await asyncio.to_thread(wait_for, lambda: len(seen) == 4, "the last message")
        self.assertEqual(seen, ["a", "b", "c", "d"])

    async def test_an_app_hears_the_refusal_and_tries_again_until_it_is_closed(self):
        room, errors = self.server.room(), []

        def on_error(app, error):
            errors.append(error)

        headers = {"Authorization": f"Bearer {token(ALICE, ttl_s=-5)}"}
        app = websocket.WebSocketApp(self.server.socket_url(room), header=headers, on_error=on_error)
        thread = self.start(app)
        await asyncio.to_thread(wait_for, lambda: errors, "the refusal")
        self.assertEqual(json.loads(errors[0].resp_body)["code"], "token_expired")
        await asyncio.sleep(1.5)
        self.assertTrue(thread.is_alive())

    async def test_an_app_that_reconnects_hears_of_its_end_by_the_frame_alone(self):
        room, heard, frames = self.server.room(BOB), [], []

        def on_message(app, text):
            frames.append(json.loads(text))

        headers = {"Authorization": f"Bearer {token(BOB)}"}
        app = websocket.WebSocketApp(
            self.server.socket_url(room),
            header=headers,
            on_message=on_message,
            on_error=lambda app, error: heard.append(error),
            on_close=lambda app, code, reason: heard.append(code),
        )
        self.start(app)
        await asyncio.to_thread(wait_for, lambda: any(f["type"] == "live" for f in frames), "the app is live")
        self.server.ban(room, BOB)
        await asyncio.to_thread(wait_for, lambda: frames[-1]["type"] == "closed", "the frame")
        self.assertEqual(frames[-1]["reason"], "banned")
        await asyncio.sleep(2)
        self.assertEqual(heard, [])

    async def test_an_app_in_a_loop_of_ones_own_hears_the_code(self):
        room, codes = self.server.room(BOB), []
        jwts = [token(ALICE, ttl_s=2), token(ALICE)]

        def run():
            while not codes or codes[-1] == 4001:
                app = websocket.WebSocketApp(
                    self.server.socket_url(room),
                    header={"Authorization": f"Bearer {jwts[len(codes)]}"},
                    on_close=lambda app, code, reason: codes.append(code),
                    on_message=lambda app, text: codes and json.loads(text)["type"] == "live" and app.close(),
                )
                app.run_forever()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        await asyncio.sleep(3)
        self.server.send(BOB, room, "ends the socket whose token is over")
        await asyncio.to_thread(thread.join, 20)
        self.assertEqual(codes[0], 4001)
        self.assertEqual(len(codes), 2)


if __name__ == "__main__":
    unittest.main()

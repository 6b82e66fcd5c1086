"""`curl`: the REST API from a shell, and what it shows of a WebSocket handshake."""

import json
import subprocess
import threading
import time
import unittest

from stage import ALICE, BOB, CAROL, ServerCase, token

HANDSHAKE = [
    "-H", "Connection: Upgrade", "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13",
    "-H", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "--http1.1", "--no-buffer", "--max-time", "2",
]  # fmt: skip


def curl(*arguments):
    """Runs curl and returns its exit code and what it printed."""
    command = ["curl", "--silent", "--noproxy", "*", *arguments]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout


class CurlTest(ServerCase):
    def api(self, user, path, *arguments, ttl_s=3600):
        bearer = f"Authorization: Bearer {token(user, ttl_s)}"
        return curl("-H", bearer, *arguments, f"{self.server.url}/api/chat/{path}")

    def handshake(self, room, *arguments, **query):
        return curl("--include", *HANDSHAKE, *arguments, self.server.socket_url(room, **query).replace("ws:", "http:"))

    def test_a_body_is_json_without_saying_so(self):
        _, room = self.api(ALICE, "rooms/", "-d", '{"name": "shell", "room_type": "public"}')
        room = json.loads(room)["id"]
        code, sent = self.api(ALICE, f"rooms/{room}/messages/", "--fail", "-d", '{"content": "你好"}')
        self.assertEqual((code, json.loads(sent)["content"]), (0, "你好"))
        self.assertEqual(self.server.history(room), ["你好"])

    def test_a_refusal_is_an_exit_code_and_a_body(self):
        room = self.server.room(CAROL)
        self.server.ban(room, CAROL)
        for user, path, ttl_s, code in [
            (ALICE, f"rooms/{room}/", -5, "token_expired"),
            (ALICE, "rooms/99999/", 60, "room_not_found"),
            (CAROL, f"rooms/{room}/messages/", 60, "banned"),
        ]:
            exit_code, body = self.api(user, path, "--fail-with-body", ttl_s=ttl_s)
            self.assertEqual((exit_code, json.loads(body)["code"]), (22, code))

    def test_a_handshake_is_switched_or_refused_in_words(self):
        room = self.server.room(CAROL)
        self.server.ban(room, CAROL)
        jwt = token(ALICE)
        for way, query, answered in [
            (["-H", f"Authorization: Bearer {jwt}"], {}, b""),
            (["-H", f"Sec-WebSocket-Protocol: Bearer, {jwt}"], {}, b"sec-websocket-protocol: Bearer\r\n"),
            ([], {"token": jwt}, b""),
        ]:
            exit_code, shown = self.handshake(room, *way, **query)
            self.assertEqual(exit_code, 28, "it stays open until the time is over")
            self.assertTrue(shown.startswith(b"HTTP/1.1 101"), shown)
            self.assertIn(b'"connection_established"', shown)
            self.assertIn(answered, shown)
        for way, place, status, code in [
            ({}, room, b"401", "token_missing"),
            ({"token": token(ALICE, ttl_s=-5)}, room, b"401", "token_expired"),
            ({"token": jwt}, room + 1_000, b"404", "room_not_found"),
            ({"token": token(CAROL)}, room, b"403", "banned"),
        ]:
            exit_code, shown = self.handshake(place, **way)
            self.assertEqual(exit_code, 0)
            self.assertTrue(shown.startswith(b"HTTP/1.1 " + status), shown)
            self.assertEqual(json.loads(shown.split(b"\r\n\r\n")[1])["code"], code)

    def test_a_repeated_message_is_stored_once_across_a_power_cut(self):
        room = self.server.room(BOB)
        body = json.dumps({"content": "once", "client_message_id": "a1"})
        retry = ["--retry", "20", "--retry-delay", "1", "--retry-connrefused", "--fail", "-d", body]
        self.assertEqual(self.api(BOB, f"rooms/{room}/messages/", *retry)[0], 0)
        self.server.kill()
        back = threading.Thread(target=lambda: (time.sleep(1.5), self.server.start()))
        back.start()
        code, answer = self.api(BOB, f"rooms/{room}/messages/", *retry)
        back.join()
        self.assertEqual((code, json.loads(answer)["content"]), (0, "once"))
        self.assertEqual(self.server.history(room), ["once"])

    def test_a_file_is_sent_with_the_headers_of_the_announcement(self):
        # Above a mebibyte curl asks by `Expect: 100-continue` before it sends.
        content = b"%PDF-1.7 \x00\xff" * 200_000
        announced = {"file_name": "a b.pdf", "content_type": "application/pdf", "file_size": len(content)}
        upload = self.server.call(ALICE, "POST", "uploads/", announced)
        headers = [part for name, value in upload["headers"].items() for part in ("-H", f"{name}: {value}")]
        path = f"{self.server.folder}/a.pdf"
        with open(path, "wb") as file:
            file.write(content)
        code, _ = curl("--fail", "-X", upload["method"], *headers, "--data-binary", f"@{path}", upload["upload_url"])
        self.assertEqual(code, 0)
        self.assertEqual(curl("--fail", upload["file_url"]), (0, content))


if __name__ == "__main__":
    unittest.main()

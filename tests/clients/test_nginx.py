"""Debian's nginx in front of the server: with its defaults, and with TLS and a path prefix."""

import asyncio
import http.client
import json
import os
import re
import shutil
import tempfile
import unittest
import urllib.parse
import urllib.request

from proxy import NGINX, SHARED, Proxy, make_certificate
from stage import ALICE, Server, ask, free_port, token
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

# What a proxy of WebSockets needs, and nothing else.
WEBSOCKET = """
proxy_http_version 1.1;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection "upgrade";
"""
HOST = "proxy_set_header Host $http_host;"
FORWARDED = """
proxy_set_header X-Forwarded-Proto $scheme;
proxy_set_header X-Forwarded-Host $http_host;
proxy_set_header X-Forwarded-Prefix /talk;
"""
# What a handshake comes to.
OPENED, REFUSED = "connection_established", "origin_not_allowed"
FILE_NAME = "报告 100% a+b&c=d?#[1];é.pdf"


class ProxyCase(unittest.TestCase):
    """What both kinds of proxies are asked."""

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    @classmethod
    def backend(cls, **settings):
        server = Server(**settings)
        cls.addClassCleanup(server.close)
        return server

    def ask(self, method, url, body=None, **headers):
        return ask(method, url, body, {"Authorization": f"Bearer {token(ALICE)}", **headers}, self.opener)

    def announce(self, base, content, **headers):
        announced = {"file_name": FILE_NAME, "content_type": "application/pdf", "file_size": len(content)}
        answer = self.ask("POST", f"{base}/api/chat/uploads/", announced, **headers)
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json()

    def assert_file_passes(self, base, content):
        """Uploads and downloads by the addresses in the answer, which begin with `base`."""
        upload = self.announce(base, content)
        for address in (upload["upload_url"], upload["file_url"]):
            self.assertTrue(address.startswith(f"{base}/"), address)
        sent = ask(upload["method"], upload["upload_url"], content, upload["headers"], self.opener)
        self.assertLess(sent.status, 300, sent.body)
        read = ask("GET", upload["file_url"], opener=self.opener)
        self.assertEqual((read.status, read.body), (200, content))
        self.assertEqual(read.headers["Content-Type"], "application/pdf")
        self.assertIn(f"filename*=UTF-8''{urllib.parse.quote(FILE_NAME, safe='')}", read.headers["Content-Disposition"])


@unittest.skipUnless(NGINX, "nginx is not installed")
class DefaultsTest(ProxyCase):
    """nginx with its defaults and only what a proxy of WebSockets needs."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.backend(site=cls.page(), WS_PING_SECONDS="2")
        cls.silent = cls.backend(WS_PING_SECONDS="25")
        proxy = Proxy()
        short = "proxy_read_timeout 4s;"
        cls.with_host = "http://" + proxy.serve(cls.server, WEBSOCKET + HOST + short)
        cls.without_host = "http://" + proxy.serve(cls.server, WEBSOCKET + short)
        portless = WEBSOCKET + "proxy_set_header Host $host;"
        cls.without_port = "http://" + proxy.serve(cls.server, portless, large_headers=True)
        cls.impatient = "http://" + proxy.serve(cls.silent, WEBSOCKET + HOST + "proxy_read_timeout 2s;")
        proxy.start()
        cls.addClassCleanup(proxy.close)

    @classmethod
    def page(cls):
        """Returns the folder of the built page, or one that stands for it."""
        built = f"{os.path.dirname(os.path.abspath(__file__))}/../../frontend/app/dist"
        if os.path.exists(f"{built}/index.html"):
            return built
        folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, folder)
        with open(f"{folder}/index.html", "w") as file:
            file.write('<!doctype html><title>the page</title><script type="module" src="./app.js"></script>')
        with open(f"{folder}/app.js", "w") as file:
            file.write("document.title += '!';")
        return folder

    def test_page_and_rest_pass(self):
        for base in (self.with_host, self.without_host):
            with self.subTest(base):
                page = ask("GET", f"{base}/", headers={"Accept": "text/html", "Sec-Fetch-Mode": "navigate"})
                self.assertEqual(page.status, 200)
                scripts = re.findall(r'<script[^>]* src="([^"]+)"', page.body.decode())
                self.assertTrue(scripts, page.body)
                for script in scripts:
                    loaded = ask("GET", urllib.parse.urljoin(f"{base}/", script))
                    self.assertEqual((loaded.status, "javascript" in loaded.headers["Content-Type"]), (200, True))
                self.assertEqual(ask("GET", f"{base}/config.json").status, 200)
                room = self.ask("POST", f"{base}/api/chat/rooms/", {"name": "n", "room_type": "public"}).json()["id"]
                self.assertEqual(self.ask("POST", f"{base}/api/chat/rooms/{room}/read/").status, 200)
                sent = self.ask("POST", f"{base}/api/chat/rooms/{room}/messages/", {"content": "你好"})
                self.assertEqual(sent.status, 201)
                self.assertEqual(self.server.history(room), ["你好"])
                refusal = self.ask("GET", f"{base}/api/chat/nothing/")
                self.assertEqual((refusal.status, refusal.json()["code"]), (404, "route_not_found"))

    def test_a_request_that_offers_http_2_is_answered_as_any_other(self):
        headers = {
            "Authorization": f"Bearer {token(ALICE)}",
            "Connection": "Upgrade, HTTP2-Settings",
            "Upgrade": "h2c",
            "HTTP2-Settings": "AAMAAABkAARAAAAAAAIAAAAA",
        }
        for base in (self.with_host, self.server.url):
            with self.subTest(base):
                connection = http.client.HTTPConnection(urllib.parse.urlsplit(base).netloc, timeout=10)
                connection.request("POST", "/api/chat/rooms/", b'{"name":"n","room_type":"public"}', headers)
                answer = connection.getresponse()
                self.assertEqual((answer.status, json.loads(answer.read())["name"]), (201, "n"))
                connection.close()

    def test_a_file_passes_by_the_address_of_the_proxy(self):
        self.assert_file_passes(self.with_host, b"%PDF-1.7 \x00\xff" * 20_000)

    def test_without_the_host_the_addresses_of_files_are_those_behind_the_proxy(self):
        upload = self.announce(self.without_host, b"x")
        self.assertTrue(upload["file_url"].startswith(f"{self.server.url}/"), upload)
        upload = self.announce(self.without_port, b"x")
        self.assertTrue(upload["file_url"].startswith("http://127.0.0.1/"), upload)

    def test_nginx_itself_refuses_more_than_a_mebibyte(self):
        upload = self.announce(self.with_host, b"x" * 2**21)
        sent = ask(upload["method"], upload["upload_url"], b"x" * 2**21, upload["headers"])
        self.assertEqual((sent.status, sent.headers["Content-Type"]), (413, "text/html"))

    def test_nginx_itself_refuses_a_long_token_unless_its_buffers_are_larger(self):
        user = (1, "alice" * 1_800)
        headers = {"Authorization": f"Bearer {token(user)}"}
        self.assertEqual(ask("GET", f"{self.server.url}/api/chat/me/", headers=headers).status, 200)
        self.assertEqual(ask("GET", f"{self.with_host}/api/chat/me/", headers=headers).status, 400)
        self.assertEqual(ask("GET", f"{self.without_port}/api/chat/me/", headers=headers).status, 200)

    def test_a_refused_handshake_keeps_its_words(self):
        room = self.server.room()

        async def refused(base):
            url = f"ws{base.removeprefix('http')}/ws/chat/{room}/?token={token(ALICE, ttl_s=-5)}"
            with self.assertRaises(InvalidStatus) as refusal:
                await connect(url, proxy=None)
            return refusal.exception.response

        for base in (self.with_host, self.without_host):
            response = asyncio.run(refused(base))
            self.assertEqual((response.status_code, json.loads(response.body)["code"]), (401, "token_expired"))

    def test_a_silent_socket_lives_by_the_pings_of_the_server(self):
        rooms = [self.server.room(), self.server.room(), self.silent.room()]

        async def stay(base, room):
            """Says whether a socket still works after 12 seconds in which the client says nothing."""
            url = f"ws{base.removeprefix('http')}/ws/chat/{room}/"
            async with connect(url, subprotocols=["bearer", token(ALICE)], proxy=None, ping_interval=None) as socket:
                while json.loads(await socket.recv())["type"] != "live":
                    pass
                try:
                    await asyncio.wait_for(socket.recv(), 12)
                except TimeoutError:
                    await socket.send("ping")
                    return await socket.recv() == "pong"
                except ConnectionClosed:
                    return False

        async def all_stay():
            return await asyncio.gather(*map(stay, [self.with_host, self.without_host, self.impatient], rooms))

        self.assertEqual(asyncio.run(all_stay()), [True, True, False])


@unittest.skipUnless(NGINX, "nginx is not installed")
class PrefixTest(ProxyCase):
    """nginx with TLS, which serves the chat below `/talk/`."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(dir=SHARED)
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.context = make_certificate(folder)
        cls.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=cls.context)
        )
        origins = {"CORS_ORIGINS": "https://elsewhere.example"}
        cls.trusting = cls.backend(TRUSTED_PROXIES="127.0.0.1", **origins)
        doubting = cls.backend(**origins)
        named = cls.backend(TRUSTED_PROXIES="127.0.0.1", FILES_BASE_URL="https://files.example/f")
        proxy = Proxy(f"{folder}/proxy")
        large = "client_max_body_size 25m;"
        cls.host = proxy.serve(cls.trusting, WEBSOCKET + HOST + FORWARDED + large, "/talk/")
        cls.forwarded_host = proxy.serve(cls.trusting, WEBSOCKET + FORWARDED, "/talk/")
        cls.doubted = proxy.serve(doubting, WEBSOCKET + HOST + FORWARDED, "/talk/")
        cls.hostless = proxy.serve(doubting, WEBSOCKET + FORWARDED, "/talk/")
        cls.documented = proxy.serve_as_documented(cls.trusting)
        cls.django = proxy.serve_beside_django(cls.trusting, free_port())
        cls.named = proxy.serve(named, WEBSOCKET + HOST + FORWARDED, "/talk/")
        proxy.start()
        cls.addClassCleanup(proxy.close)

    async def greeting(self, url, origin):
        """Returns the kind of a socket's first frame, or the code of its refusal."""
        pair = ["bearer", token(ALICE)]
        try:
            async with connect(url, origin=origin, subprotocols=pair, ssl=self.context, proxy=None) as socket:
                return json.loads(await socket.recv())["type"]
        except InvalidStatus as refused:
            return json.loads(refused.response.body)["code"]

    def test_a_file_passes_below_the_prefix(self):
        self.assert_file_passes(f"https://{self.host}/talk", b"%PDF-1.7 \x00\xff" * 200_000)
        self.assert_file_passes(f"https://{self.forwarded_host}/talk", b"%PDF")

    def test_the_documented_server_passes_everything(self):
        self.assert_all_passes(self.documented)

    def test_the_documented_server_beside_django_passes_the_chat_and_leaves_the_rest(self):
        self.assert_all_passes(self.django)
        # Django is down.
        for path in ("/", "/api/chat-profile/"):
            self.assertEqual(self.ask("GET", f"https://{self.django}{path}").status, 502)

    def assert_all_passes(self, host):
        base = f"https://{host}"
        self.assert_file_passes(base, b"%PDF-1.7 \x00\xff" * 2_000_000)
        room = self.ask("POST", f"{base}/api/chat/rooms/", {"name": "n", "room_type": "public"}).json()["id"]
        self.assertEqual(asyncio.run(self.greeting(f"wss://{host}/ws/chat/{room}/", base)), OPENED)

    def test_who_is_not_trusted_names_no_address(self):
        upload = self.announce(f"https://{self.doubted}/talk", b"x")
        for address in (upload["upload_url"], upload["file_url"]):
            self.assertTrue(address.startswith(f"http://{self.doubted}/"), address)
            self.assertNotIn("/talk/", address)

    def test_a_caller_cannot_name_the_address_through_the_proxy(self):
        forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil", "X-Forwarded-Proto": "http"}
        for base in (f"https://{self.host}/talk", f"https://{self.documented}"):
            upload = self.announce(base, b"x", **forged)
            self.assertTrue(upload["file_url"].startswith(f"{base}/files/"), upload)

    def test_the_setting_goes_before_the_proxy(self):
        upload = self.announce(f"https://{self.named}/talk", b"x")
        for address in (upload["upload_url"], upload["file_url"]):
            self.assertTrue(address.startswith("https://files.example/f/"), address)

    def test_pages_of_the_proxys_own_address_open_sockets_and_foreign_ones_do_not(self):
        room = self.trusting.room()

        for host, origin, expected in [
            (self.host, f"https://{self.host}", OPENED),
            (self.host, "https://elsewhere.example", OPENED),
            (self.host, None, OPENED),
            (self.host, "https://evil.example", REFUSED),
            (self.host, "https://127.0.0.1", REFUSED),
            (self.forwarded_host, f"https://{self.forwarded_host}", OPENED),
            (self.hostless, f"https://{self.hostless}", REFUSED),
        ]:
            with self.subTest(host=host, origin=origin):
                self.assertEqual(asyncio.run(self.greeting(f"wss://{host}/talk/ws/chat/{room}/", origin)), expected)


if __name__ == "__main__":
    unittest.main()

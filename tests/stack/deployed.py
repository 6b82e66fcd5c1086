"""Tests of a deployed stack beside the integration suite: the edge, dead jobs, connections that are gone.

Usage: python -m unittest deployed   (in this folder, while a stack is up: target/stack.json)
"""

import base64
import hashlib
import hmac
import http.server
import json
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from stack import ENDPOINT, ENV, OWN_EMULATOR, PROFILE_PORT, ROOT, WORLD, client

STACK = json.loads(WORLD.read_text(encoding="utf-8"))
OUTPUTS = STACK["outputs"]
PATIENCE_S = 60


def token(user_id, username, **more):
    """Signs an HS256 token that is valid for an hour."""
    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    claims = {"user_id": user_id, "username": username, "exp": int(time.time()) + 3600, **more}
    signed = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    signature = hmac.new(STACK["jwt_secret"].encode(), signed, hashlib.sha256).digest()
    return (signed + b"." + part(signature)).decode()


def call(path, method="GET", body=None, bearer=None, accept=None):
    """Sends a request to the public address and returns status, headers and body."""
    url, headers = OUTPUTS["PublicUrl"] + path, {}
    if STACK["emulator_url"]:
        url, headers = STACK["emulator_url"] + path, {"Host": STACK["cloudfront_host"], "X-Forwarded-Proto": "https"}
    if accept:
        headers["Accept"] = accept
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    if body is not None:
        headers["Content-Type"] = "application/json"
        body = json.dumps(body).encode()
    request = urllib.request.Request(url, method=method, headers=headers, data=body)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def eventually(found):
    """Waits until `found` returns something true and returns it."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if value := found():
            return value
        time.sleep(0.2)
    raise AssertionError(f"nothing within {PATIENCE_S} s")


class Edge(unittest.TestCase):
    def test_the_api_answers_at_the_public_address(self):
        alice = token(501, "alice")
        status, headers, body = call("/api/chat/rooms/", "POST", {"name": "r", "room_type": "public"}, alice)
        self.assertEqual((status, headers["cache-control"]), (201, "no-store"))
        room = json.loads(body)["id"]
        for path in (f"/api/chat/rooms/{room}/", f"/api/chat/rooms/{room}"):
            status, _, body = call(path, bearer=alice)
            self.assertEqual((status, json.loads(body)["id"]), (200, room))
        status, _, body = call(f"/api/chat/rooms/{room}/messages/?limit=5", bearer=alice)
        self.assertEqual((status, json.loads(body)["code"]), (400, "invalid_query"), "the query string arrives")

    def test_a_refusal_of_the_api_reaches_the_client_unchanged(self):
        for path, status, code in (("/api/chat/none", 404, "route_not_found"), ("/api/chat/me/", 401, "token_missing"),
                                   ("/ws/other/", 404, "route_not_found"), ("/rooms/", 404, "route_not_found")):
            given, headers, body = call(path)
            self.assertEqual((given, json.loads(body)["code"]), (status, code), path)
            self.assertTrue(headers["content-type"].startswith("application/json"))

    def test_the_site_answers_every_route_of_the_page(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "assets").mkdir()
            (Path(folder) / "index.html").write_text("<p>page", encoding="utf-8")
            (Path(folder) / "assets" / "a-1.js").write_text("1", encoding="utf-8")
            publish = ROOT / "infra" / "publish.py"
            done = subprocess.run([sys.executable, publish, STACK["stack"], folder], env=ENV, check=True,
                                  capture_output=True, text=True)
        self.assertEqual(done.stdout.strip(), OUTPUTS["PublicUrl"])
        for path in ("/", "/r/12", "/r/12/"):
            status, headers, body = call(path, accept="text/html,*/*;q=0.8")
            self.assertEqual((status, headers["content-type"], body), (200, "text/html", b"<p>page"), path)
            self.assertEqual((headers["x-content-type-options"], headers["cache-control"]), ("nosniff", "no-cache"))
            self.assertIn("script-src 'self'", headers["content-security-policy"])
        settings = json.loads(call("/config.json")[2])
        self.assertEqual((settings["api_base"], settings["ws_form"], settings["demo"]), ("/api/chat/", "path", False))
        self.assertEqual(settings["max_upload_bytes"], 25 * 1024 * 1024)
        status, headers, body = call("/assets/a-1.js")
        self.assertEqual((status, body), (200, b"1"))
        self.assertIn("immutable", headers["cache-control"])
        self.assertIn(call("/assets/none.js")[0], (403, 404), "404 on AWS, 403 on the emulator")

    def test_the_buckets_are_closed_to_everybody_else(self):
        client("s3").put_object(Bucket=OUTPUTS["UploadBucketName"], Key="other/x", Body=b"x")
        self.assertNotEqual(call("/other/x")[2], b"x")
        base = ENDPOINT or "https://s3.amazonaws.com"
        for bucket, key in ((OUTPUTS["UploadBucketName"], "other/x"), (OUTPUTS["SiteBucketName"], "index.html")):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"{base}/{bucket}/{key}")
            refused.exception.close()
            self.assertEqual(refused.exception.code, 403)


class Profile(http.server.BaseHTTPRequestHandler):
    """The profile of user 601, for the caller whose token has no names."""

    def do_GET(self):
        body = json.dumps({"sub": "601", "name": "Ann Lee"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@unittest.skipUnless(OWN_EMULATOR, "functions elsewhere do not reach this machine")
class Names(unittest.TestCase):
    def test_names_that_no_token_gives_come_from_the_profile(self):
        with http.server.ThreadingHTTPServer(("127.0.0.1", PROFILE_PORT), Profile) as served:
            threading.Thread(target=served.serve_forever, daemon=True).start()
            # A function that was not answered a moment ago does not ask again for ten seconds.
            me = lambda: json.loads(call("/api/chat/me/", bearer=token(None, None, sub="601"))[2])
            eventually(lambda: me()["username"] == "Ann Lee")
            served.shutdown()
        self.assertEqual(me()["username"], "Ann Lee", "kept in the table")


class Jobs(unittest.TestCase):
    def test_a_failed_job_ends_in_the_dead_letter_queue(self):
        queue = client("sqs")
        name = f"{STACK['stack']}-greet"
        client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=b'{"job": "nonsense"}')

        def dead():
            found = queue.receive_message(QueueUrl=OUTPUTS["DeadJobsUrl"], MaxNumberOfMessages=10, WaitTimeSeconds=1)
            bodies = [json.loads(message["Body"]) for message in found.get("Messages", [])]
            return [body for body in bodies if body["requestPayload"] == {"job": "nonsense"}]

        body = eventually(dead)[0]
        self.assertEqual(body["requestContext"]["condition"], "RetriesExhausted")
        self.assertEqual(body["requestContext"]["approximateInvokeCount"], 3)


class Gone(unittest.TestCase):
    """A connection whose post is answered with 410 is forgotten."""

    def setUp(self):
        self.table = client("dynamodb")
        self.alice = token(502, "alice")
        _, _, body = call("/api/chat/rooms/", "POST", {"name": "r", "room_type": "public"}, self.alice)
        self.room = json.loads(body)["id"]
        now = int(time.time())
        user, life = {"N": "503"}, {"N": str(now + 7000)}
        self.connection = f"gone{self.room}="
        self.keys = [
            {"pk": {"S": f"C#0#R{self.room:08}"}, "sk": {"S": f"{503:016}#{self.connection}"}},
            {"pk": {"S": f"X#{self.connection}"}, "sk": {"S": "X"}},
        ]
        opened = {"N": str(now * 1000 - 60_000)}
        place = {"u": user, "id": {"S": self.connection}, "oa": opened, "lv": {"N": "0"}, "x": life}
        lookup = {"r": {"N": str(self.room)}, "us": {"M": {"i": user, "n1": {"S": "bob"}}}, "oa": opened, "x": life}
        for key, item in zip(self.keys, (place, lookup)):
            self.table.put_item(TableName=OUTPUTS["TableName"], Item={**key, **item})

    def left(self):
        found = [self.table.get_item(TableName=OUTPUTS["TableName"], Key=key, ConsistentRead=True) for key in self.keys]
        return [answer["Item"] for answer in found if "Item" in answer]

    def test_after_a_message(self):
        self.assertEqual(len(self.left()), 2)
        status, _, _ = call(f"/api/chat/rooms/{self.room}/messages/", "POST", {"content": "x"}, self.alice)
        self.assertEqual((status, self.left()), (201, []))

    def test_after_a_deliver_job(self):
        self.deliver()

    def test_after_a_deliver_job_when_one_of_its_two_items_is_left(self):
        self.table.delete_item(TableName=OUTPUTS["TableName"], Key=self.keys[1])
        self.deliver()

    def deliver(self):
        broadcast = {"room": self.room, "frame": "{}", "own": None, "excluded_recipient": None, "seq": None}
        job = {"job": "deliver", "broadcast": broadcast, "first": "0", "last": "9"}
        client("lambda").invoke(FunctionName=f"{STACK['stack']}-deliver", InvocationType="Event",
                                Payload=json.dumps(job).encode())
        eventually(lambda: not self.left())


class Departed(unittest.TestCase):
    """The next entry into a room moves the records of former memberships out of the list of rooms."""

    LEFT = 101

    def setUp(self):
        self.table = client("dynamodb")
        self.user = 600 + len(self.id()) * 1_000 + sum(map(ord, self.id())) % 1_000
        self.token = token(self.user, "carol")
        for room in range(30_000_000, 30_000_000 + self.LEFT):
            record = {"pk": {"S": f"U#{self.user:016}"}, "sk": {"S": f"R#{room:08}"}, "r": {"N": str(room)},
                      "st": {"S": "gone"}, "ro": {"S": "member"}}
            numbers = {name: {"N": "0"} for name in ("ja", "js", "rs", "w", "c", "ni")}
            self.table.put_item(TableName=OUTPUTS["TableName"], Item={**record, **numbers})
        _, _, body = call("/api/chat/rooms/", "POST", {"name": "r", "room_type": "public"}, token(504, "owner"))
        self.room = json.loads(body)["id"]

    def listed(self):
        found = self.table.query(TableName=OUTPUTS["TableName"], ConsistentRead=True,
                                 KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
                                 FilterExpression="st = :gone",
                                 ExpressionAttributeValues={":pk": {"S": f"U#{self.user:016}"}, ":sk": {"S": "R#"},
                                                            ":gone": {"S": "gone"}})
        return found["Count"]

    def moved_by(self, path, body):
        self.assertEqual(self.listed(), self.LEFT)
        status, _, answer = call(path, "POST", body, self.token)
        self.assertIn(status, (200, 201), answer)
        self.assertLess(self.listed(), self.LEFT)

    def test_by_a_new_room(self):
        self.moved_by("/api/chat/rooms/", {"name": "own", "room_type": "public"})

    def test_by_joining(self):
        self.moved_by(f"/api/chat/rooms/{self.room}/join/", {})

    def test_by_a_first_message(self):
        self.moved_by(f"/api/chat/rooms/{self.room}/messages/", {"content": "x"})

    def test_by_a_first_message_on_a_socket(self):
        connection, now = f"departed{self.room}=", int(time.time())
        who = {"M": {"i": {"N": str(self.user)}, "n1": {"S": "carol"}}}
        self.table.put_item(TableName=OUTPUTS["TableName"], Item={
            "pk": {"S": f"X#{connection}"}, "sk": {"S": "X"}, "r": {"N": str(self.room)}, "us": who,
            "oa": {"N": str(now * 1000)}, "x": {"N": str(now + 7000)}})
        event = {"requestContext": {"connectionId": connection}, "isBase64Encoded": False,
                 "body": json.dumps({"type": "chat_message", "content": "x"})}
        receive = client("cloudformation").describe_stack_resource(
            StackName=STACK["stack"], LogicalResourceId="Receive")["StackResourceDetail"]["PhysicalResourceId"]
        client("lambda").invoke(FunctionName=receive, Payload=json.dumps(event).encode())
        self.assertLess(self.listed(), self.LEFT)


@unittest.skipUnless(OWN_EMULATOR, "permissions are noted by our own emulator only")
class Permissions(unittest.TestCase):
    def test_a_function_has_no_permission_of_another_function(self):
        """The emulator refuses calls without permission: the functions of the documents may read nothing."""
        from grants import MAY_BE_DENIED, used

        call("/api/chat/openapi.json"), call("/api/chat/asyncapi.json")
        self.assertEqual({use[:3] for use in used() if use[3]}, MAY_BE_DENIED)


if __name__ == "__main__":
    unittest.main()

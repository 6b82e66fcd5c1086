#!/usr/bin/env bash
# websocket-client, `WebSocketApp.run_forever(reconnect=…)`: once the socket has opened, the application is told of no end any
# more. A close frame with a code of the application (4003), a lost connection, and a refusal of the handshake when it comes back
# (403) call neither on_close nor on_error; it only comes back. Without `reconnect` the same close frame calls both, with the code.
#
# A chat backend that says by the close code whether to come back ("banned", "token expired") is not heard by such a client, which
# knocks for ever. The reason has to be sent as a frame before the close as well, or the client writes the loop itself.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check websocket-client==1.9.2 websockets==17.4

cat >run.py <<'PY'
import asyncio
import http
import importlib.metadata
import threading

import websocket
from websockets.asyncio.server import serve

print("websocket-client", importlib.metadata.version("websocket-client"))


async def run(reconnect):
    """Returns what the callbacks of an app were told until its fourth handshake, or its end."""
    told, handshakes, fourth = [], [], asyncio.Event()

    async def talk(connection):
        await connection.send("hello")
        if len(handshakes) == 1:
            await connection.close(4003, "banned")
        else:
            connection.transport.abort()

    def knock(connection, request):
        handshakes.append(request.path)
        if len(handshakes) == 4:
            fourth.set()
        if len(handshakes) == 3:
            return connection.respond(http.HTTPStatus.FORBIDDEN, "banned")

    def tell(name):
        return lambda app, *rest: told.append(" ".join([name, *map(str, rest)]))

    names = ("on_open", "on_reconnect", "on_message", "on_error", "on_close")
    async with serve(talk, "127.0.0.1", 0, process_request=knock) as server:
        port = server.sockets[0].getsockname()[1]
        app = websocket.WebSocketApp(f"ws://127.0.0.1:{port}/", **{name: tell(name) for name in names})
        thread = threading.Thread(target=lambda: app.run_forever(reconnect=reconnect), daemon=True)
        thread.start()
        if reconnect:
            await asyncio.wait_for(fourth.wait(), 30)
        else:
            await asyncio.to_thread(thread.join, 30)
        seen = list(told)
        await asyncio.to_thread(app.close)
        await asyncio.to_thread(thread.join, 30)
    return seen, len(handshakes)


once, _ = asyncio.run(run(None))
print("without reconnect:", *once, sep="\n    ")
assert once == ["on_open", "on_message hello", "on_error Connection closed (code 4003): banned", "on_close 4003 banned"]
again, handshakes = asyncio.run(run(1))
print(f"with reconnect=1, after {handshakes} handshakes:", *again, sep="\n    ")
assert {line.split()[0] for line in again} == {"on_open", "on_reconnect", "on_message"}, again
PY
NO_PROXY='*' venv/bin/python run.py

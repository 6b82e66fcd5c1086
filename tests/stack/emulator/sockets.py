"""WebSocket APIs: the handshakes, routes and limits of AWS."""

import contextvars
import json
from datetime import datetime, timezone

from hypercorn.config import Config
from hypercorn.protocol import ws_stream
from ministack.services import apigateway as gateway

FRAME_MAX_BYTES = 32 * 1024
MESSAGE_MAX_BYTES = 128 * 1024
BINARY_REFUSED = 1003
REFUSALS = {401: "Unauthorized", 403: "Forbidden"}

# A larger frame closes the connection with 1009.
Config.websocket_max_message_size = FRAME_MAX_BYTES

_session = contextvars.ContextVar("session", default=None)
_send_event = ws_stream.WSStream._send_wsproto_event
_invoke = gateway._invoke_ws_lambda
_handle = gateway.handle_websocket
_context = gateway._ws_request_context
_connections = gateway.handle_connections_api


async def send_event(self, event):
    """Sends $disconnect with the close code and reason of the client."""
    if isinstance(event, ws_stream.CloseConnection) and self.app_put is not None:
        put, self.app_put = self.app_put, None

        async def app_put(message, put=put, code=event.code, reason=event.reason):
            if message["type"] == "websocket.disconnect":
                message = {**message, "code": int(code), "reason": reason or ""}
            await put(message)

        self.app_put = app_put
    await _send_event(self, event)


async def invoke(api, account, region, route, stage, connection, kind, message, *args, **kw):
    """Invokes a route. $connect and $disconnect never fall back to $default; a one-way route ignores the body."""
    session = _session.get()
    if kind != "MESSAGE" and route.get("routeKey") == "$default":
        return None
    answer = await _invoke(api, account, region, route, stage, connection, kind, message, *args, **kw)
    if kind == "CONNECT":
        session.update(answer or {}, connection=connection, request=message)
        session.pop("accepted", None)
    if kind == "MESSAGE":
        body = answer if isinstance(answer, dict) else {}
        if int(body.get("statusCode", 200)) >= 500 and "errorMessage" in str(body.get("body", "")):
            error = {"message": "Internal server error", "connectionId": connection, "requestId": message}
            return {"body": json.dumps(error)}
        if not route.get("routeResponseSelectionExpression"):
            return None
    return answer


async def handle(scope, receive, send, api_id, path_override=None):
    """Handles a connection with the subprotocol and status of $connect; a binary frame closes it."""
    session = {}
    _session.set(session)

    async def send_as_aws(message):
        if message["type"] == "websocket.accept":
            session["accepted"] = True
            headers = {name.lower(): value for name, value in (session.get("headers") or {}).items()}
            if headers.get("sec-websocket-protocol"):
                message = {**message, "subprotocol": headers["sec-websocket-protocol"]}
        elif message["type"] == "websocket.close" and session.get("connection") and not session.get("accepted"):
            status = int(session.get("statusCode", 500))
            text = REFUSALS.get(status, "Internal server error" if status >= 500 else "Bad Request")
            return await gateway._refuse_ws_handshake(
                scope, send, status, text, session["connection"], session["request"]
            )
        await send(message)

    async def receive_as_aws():
        message = await receive()
        if message["type"] == "websocket.receive" and message.get("bytes") is not None:
            await send({"type": "websocket.close", "code": BINARY_REFUSED})
            return {"type": "websocket.disconnect", "code": BINARY_REFUSED}
        return message

    await _handle(scope, receive_as_aws, send_as_aws, api_id, path_override)


def context(*args, **kw):
    """Makes the context of an event; connectedAt is the same in all events of a connection."""
    found = _context(*args, **kw)
    session = _session.get()
    if session is not None:
        found["connectedAt"] = session.setdefault("at", found["connectedAt"])
    return {**found, "messageDirection": "IN"}


async def connections(method, api_id, stage, connection, body, headers):
    """Serves the management API, which refuses large messages and writes the times of a connection as text."""
    if method == "POST" and len(body) > MESSAGE_MAX_BYTES:
        error = {"Content-Type": "application/json", "x-amzn-ErrorType": "PayloadTooLargeException"}
        return 413, error, b'{"message":"Message too long"}'
    status, head, out = await _connections(method, api_id, stage, connection, body, headers)
    if method == "GET" and status == 200:
        told = {name[0].lower() + name[1:]: value for name, value in json.loads(out).items()}
        for name in ("connectedAt", "lastActiveAt"):
            at = datetime.fromtimestamp(told[name], timezone.utc)
            told[name] = at.isoformat().replace("+00:00", "Z")
        out = json.dumps(told).encode()
    return status, head, out


ws_stream.WSStream._send_wsproto_event = send_event
gateway._invoke_ws_lambda = invoke
gateway.handle_websocket = handle
gateway._ws_request_context = context
gateway.handle_connections_api = connections

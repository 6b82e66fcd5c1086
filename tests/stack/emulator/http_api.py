"""HTTP APIs: a failed function is answered with a 500 that reveals nothing of the error."""

from ministack.services import apigateway as gateway

_proxy = gateway._invoke_lambda_proxy


async def proxy(*args, **kw):
    status, head, body = await _proxy(*args, **kw)
    if status == 502 and body.startswith(b'{"error'):
        return 500, {"Content-Type": "application/json"}, b'{"message":"Internal Server Error"}'
    return status, head, body


gateway._invoke_lambda_proxy = proxy

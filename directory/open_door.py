"""The public API's door: every origin, HEAD, and the browser's question before it asks (CORS preflight)."""

from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = b"GET, HEAD, OPTIONS"
_OPEN = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag"),
)
_PREFLIGHT = (
    *_OPEN,
    (b"access-control-allow-methods", _METHODS),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
    (b"allow", _METHODS),
)


class OpenDoor:
    """Middleware for every path under a prefix. Refusals carry the headers too, or a website could not read them."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app, self.prefix = app, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer OPTIONS, turn HEAD into GET without the body, open everything else (Fetch standard, section 3.3)."""
        path = str(scope.get("path", ""))
        if scope["type"] != "http" or not (path == self.prefix or path.startswith(f"{self.prefix}/")):
            await self.app(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": list(_PREFLIGHT)})
            await send({"type": "http.response.body"})
        else:
            asked: MutableMapping[str, Any] = scope
            is_head = scope["method"] == "HEAD"

            async def opened(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message = {**message, "headers": [*message.get("headers", ()), *_OPEN]}
                elif is_head and message["type"] == "http.response.body":
                    message = {**message, "body": b""}
                await send(message)

            await self.app({**asked, "method": "GET"} if is_head else scope, receive, opened)

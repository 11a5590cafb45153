"""The one middleware, in pure ASGI: trace, body limit, encodings. Cheap enough for the hot path."""

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from platform_kit import tracing
from platform_kit.spans import SERVER, Span, span


class Edge:
    """Starts the trace, refuses bodies that are too large or compressed, names the trace."""

    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        self._app = app
        self._max_body = max_body_bytes
        self._limit_text = f"a body may hold at most {max_body_bytes} bytes"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        incoming = headers.get(b"traceparent", b"").decode("latin-1") or None
        with span("request", SERVER, incoming) as made:
            await self._answer(scope, receive, _watched(send, made) if made else send)
            if made:
                _describe(made, scope)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        trace = (tracing.trace_id() or "").encode()
        limited = _Limited(receive, self._max_body)

        async def send_named(message: Message) -> None:
            if limited.exceeded and not limited.refused:
                limited.refused = True
                await _answer(send_named, 413, "too-large", self._limit_text)
                return
            if limited.refused and limited.done:
                return
            limited.done = limited.refused and message["type"] == "http.response.body"
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                message["headers"] = [
                    *message["headers"],
                    (b"x-trace-id", trace),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        refusal = self._refusal(headers)
        if refusal:
            await _answer(send_named, *refusal)
            return
        await self._app(scope, limited, send_named)

    def _refusal(self, headers: dict[bytes, bytes]) -> tuple[int, str, str] | None:
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length) > self._max_body:
            return 413, "too-large", self._limit_text
        if headers.get(b"content-encoding", b"identity").lower() != b"identity":
            return 415, "unsupported-media-type", "compressed bodies are not taken"
        return None


def _watched(send: Send, made: Span) -> Send:
    async def watched(message: Message) -> None:
        if message["type"] == "http.response.start":
            made.attributes["http.response.status_code"] = message["status"]
            made.failed = message["status"] >= 500
        await send(message)

    return watched


def _describe(made: Span, scope: Scope) -> None:
    """By the route, never by the path: that may hold an integration's key."""
    route = getattr(scope.get("route"), "path", None) or "unknown route"
    made.name = f"{scope['method']} {route}"
    made.attributes |= {"http.request.method": scope["method"], "http.route": route}


class _Limited:
    """Counts the bytes of a streamed body; past the limit the body ends and 413 is answered."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit
        self.exceeded = False
        self.refused = False
        self.done = False

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                self.exceeded = True
                return {"type": "http.request", "body": b"", "more_body": False}
        return message


async def _answer(send: Send, status: int, kind: str, detail: str) -> None:
    body = json.dumps(
        {
            "type": kind,
            "title": detail,
            "status": status,
            "detail": detail,
            "trace_id": tracing.trace_id(),
        }
    ).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

"""The one middleware, in pure ASGI: trace, body limit, encodings. Cheap enough for the hot path."""

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from platform_kit import tracing


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
        tracing.start(headers.get(b"traceparent", b"").decode("latin-1") or None)
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

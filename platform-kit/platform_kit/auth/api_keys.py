"""API keys in place of tokens: exchanged for a short token where a request comes in.

oncall holds the keys. Any service that meets one asks there once a minute at most, so a revoked
key ends within a minute, and everything behind this sees an ordinary token.
"""

import hashlib
import time
from collections.abc import Awaitable, Callable
from typing import Final

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from platform_kit.errors import problem_response
from platform_kit.problems import Problem, Unauthorized, Unavailable

PREFIX: Final = "ipk_"
_BEARER: Final = f"Bearer {PREFIX}".lower().encode()
KEPT_SECONDS: Final = 60
MOST_KEPT: Final = 10_000
EXCHANGE_PATH: Final = "/internal/v1/api-keys/exchange"

Exchange = Callable[[str], Awaitable[str | None]]
"""A key to a token; None when the key is not valid. Raises Unavailable."""


class ApiKeys:
    """ASGI middleware that puts a token in the place of an API key in `Authorization`."""

    def __init__(self, app: ASGIApp, exchange: Exchange) -> None:
        self._app = app
        self._exchange = exchange
        self._kept: dict[bytes, tuple[float, str | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        headers: list[tuple[bytes, bytes]] = scope.get("headers", [])
        found = [value for name, value in headers if name == b"authorization"]
        if scope["type"] != "http" or not found or not found[0].lower().startswith(_BEARER):
            await self._app(scope, receive, send)
            return
        try:
            token = await self._token(found[0].split(b" ", 1)[1].strip().decode("latin-1"))
        except Problem as problem:
            await problem_response(problem)(scope, receive, send)
            return
        others = [(name, value) for name, value in headers if name != b"authorization"]
        renamed = [*others, (b"authorization", f"Bearer {token}".encode())]
        await self._app({**scope, "headers": renamed}, receive, send)

    async def _token(self, key: str) -> str:
        digest = hashlib.sha256(key.encode()).digest()
        now = time.monotonic()
        kept = self._kept.get(digest)
        if kept is None or kept[0] <= now:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            kept = (now + KEPT_SECONDS, await self._exchange(key))
            self._kept[digest] = kept
        if kept[1] is None:
            raise Unauthorized("the API key is not known, has expired or was revoked")
        return kept[1]


def exchange_at(client: httpx.AsyncClient, url: str) -> Exchange:
    """Exchange keys at oncall, which has the address `url`."""

    async def exchange(key: str) -> str | None:
        try:
            answer = await client.post(url.rstrip("/") + EXCHANGE_PATH, json={"key": key})
        except httpx.HTTPError:
            raise Unavailable("the API key cannot be checked now") from None
        if answer.status_code in (401, 422):
            return None
        if not answer.is_success:
            raise Unavailable("the API key cannot be checked now")
        return str(answer.json()["access_token"])

    return exchange

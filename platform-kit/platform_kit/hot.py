"""Hot routes: answered in front of FastAPI, without its layers, for what comes in floods.

They are Starlette routes. They share the edge (trace, body limit), the request metrics and the
form of problems with every other route.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from fastapi import FastAPI
from prometheus_client import Counter, Histogram
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Message, Receive, Scope, Send

from platform_kit import errors
from platform_kit.auth.api_keys import ApiKeys, Exchange
from platform_kit.metrics import REQUEST_SECONDS, REQUESTS
from platform_kit.middleware import Edge
from platform_kit.spans import exemplar

Endpoint = Callable[[Request], Awaitable[Response]]
_ENDPOINT: Final = "platform_kit.hot.endpoint"


class HotRoutes:
    """Finds the route of a request and answers it."""

    def __init__(
        self, routes: Sequence[BaseRoute], max_body_bytes: int, exchange: Exchange | None = None
    ) -> None:
        self._literal: dict[tuple[str, str], Route] = {}
        self._patterns: list[Route] = []
        self._counters: dict[tuple[str, int, str], Counter] = {}
        self._timers: dict[tuple[str, str], Histogram] = {}
        behind = ApiKeys(_answer, exchange) if exchange else _answer
        self._edge = Edge(behind, max_body_bytes)
        for route in routes:
            assert isinstance(route, Route)  # noqa: S101 - the wiring of our own services
            if "{" in route.path:
                self._patterns.append(route)
                continue
            for method in route.methods or ():
                self._literal[method, route.path] = route

    def find(self, scope: Scope) -> Route | None:
        """The route, its path parameters put into the scope; None when it is not one of these."""
        route = self._literal.get((scope["method"], scope["path"]))
        if route is not None:
            return route
        for route in self._patterns:
            match, child = route.matches(scope)
            if match is Match.FULL:
                scope.update(child)
                return route
        return None

    async def answer(self, route: Route, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the route's endpoint and count the request."""
        begun = time.perf_counter()
        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        scope[_ENDPOINT], scope["route"] = route.endpoint, route
        try:
            await self._edge(scope, receive, watched)
        finally:
            self._count(scope["method"], status, route.path, time.perf_counter() - begun)

    def _count(self, method: str, status: int, handler: str, seconds: float) -> None:
        counter = self._counters.get((method, status, handler))
        if counter is None:
            counter = REQUESTS.labels(method=method, status=str(status), handler=handler)
            self._counters[method, status, handler] = counter
        counter.inc()
        timer = self._timers.get((method, handler))
        if timer is None:
            timer = REQUEST_SECONDS.labels(method=method, handler=handler)
            self._timers[method, handler] = timer
        timer.observe(seconds, exemplar())


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    endpoint: Endpoint = scope[_ENDPOINT]
    try:
        response = await endpoint(Request(scope, receive, send))
    except Exception as error:
        response = errors.error_response(error)
    await response(scope, receive, send)


class ServiceApp(FastAPI):
    """FastAPI with hot routes in front of it."""

    hot: HotRoutes | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] == "http" and self.hot is not None:
            route = self.hot.find(scope)
            if route is not None:
                scope["app"] = self
                await self.hot.answer(route, scope, receive, send)
                return
        await super().__call__(scope, receive, send)

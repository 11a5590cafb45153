"""Decides for each path: a service, a page, or nothing."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from platform_contracts.routing import NEVER_A_PAGE, owner_of
from platform_local.gateway.proxy import forward, make_client, problem
from platform_local.gateway.settings import GatewaySettings
from platform_local.gateway.static import StaticSite


def create_app(settings: GatewaySettings) -> Starlette:
    """Return the ASGI application of the one public address."""
    site = StaticSite(settings.dist)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        async with make_client() as client:
            app.state.client = client
            yield

    async def answer(request: Request) -> Response:
        path: str = request.scope["path"]
        service = owner_of(path)
        if service is not None:
            client = request.app.state.client
            return await forward(request, client, service, settings.upstreams[service])
        if path == "/health":
            return JSONResponse({"status": "ok"})
        if path.startswith(NEVER_A_PAGE):
            return problem(request, 404, "not-found", "Not found", f"Nothing answers at {path}.")
        return site.answer(request)

    async def every_path(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # no service speaks WebSocket
            await send({"type": "websocket.close", "code": 1000})
            return
        response = await answer(Request(scope, receive, send))
        await response(scope, receive, send)

    app = Starlette(lifespan=lifespan)
    app.mount("/", every_path)
    return app

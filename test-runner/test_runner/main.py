"""The application: the page and its small API."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from test_runner.page import answer_page
from test_runner.routes import changing, reading
from test_runner.runner import BusyError, open_runner
from test_runner.settings import Settings


def create_app(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """The application; nothing is opened before its lifespan begins."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with open_runner(settings, transport) as runner:
            app.state.runner = runner
            yield

    app = FastAPI(title="test-runner", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.settings = settings
    app.add_exception_handler(BusyError, _conflict)
    _add_health(app)
    app.include_router(reading)
    app.include_router(changing)

    @app.get("/{path:path}", include_in_schema=False)
    async def page(path: str) -> Response:
        return answer_page(settings.dist, path)

    return app


async def _conflict(_: Request, error: Exception) -> Response:
    return JSONResponse({"detail": str(error)}, 409)


def _add_health(app: FastAPI) -> None:
    @app.get("/health", operation_id="health")
    async def health() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok", "service": "test-runner"}

    @app.get("/ready", operation_id="ready")
    async def ready() -> dict[str, str]:
        """It can send; whether anybody answers is shown on the page."""
        return {"status": "ready"}

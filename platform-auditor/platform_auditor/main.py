"""Wires the auditor together: two clients, one job, and what operators look at."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Response
from joserfc.jwk import KeySet
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from platform_auditor.auditor import Auditor
from platform_auditor.fallback import Fallback, ways
from platform_auditor.settings import NAME, Settings
from platform_contracts.clients.base import ServiceClient
from platform_contracts.vocabulary import Service
from platform_kit import errors
from platform_kit.auth.keys import read_private
from platform_kit.auth.tokens import Tokens
from platform_kit.database import Wakeups
from platform_kit.health import Alive, Ready, release
from platform_kit.http import peer_client
from platform_kit.problems import Unavailable
from platform_kit.worker import Job, Worker


def create_app(settings: Settings) -> FastAPI:
    """The application; nothing is opened before its lifespan begins."""
    app = FastAPI(
        title=NAME,
        version=release(),
        lifespan=lambda app: _life(app, settings),
        docs_url=None,
        redoc_url=None,
    )
    errors.install(app)
    _add_routes(app)
    return app


@asynccontextmanager
async def open_auditor(settings: Settings) -> AsyncGenerator[Auditor]:
    """The auditor with its connections."""
    tokens = Tokens(NAME, read_private(settings.auth_key_file), KeySet([]))
    heartbeat_url = settings.auditor_heartbeat_url
    async with (
        peer_client(tokens, Service.INCIDENTS) as incidents,
        peer_client(tokens, Service.ONCALL) as oncall,
        peer_client(tokens, Service.NOTIFICATION) as notification,
        httpx.AsyncClient() as outside,
    ):
        yield Auditor(
            ServiceClient(incidents, settings.incident_service_url),
            ServiceClient(oncall, settings.oncall_service_url),
            ServiceClient(notification, settings.notification_service_url),
            outside,
            str(heartbeat_url) if heartbeat_url else None,
        )


@asynccontextmanager
async def _life(app: FastAPI, settings: Settings) -> AsyncGenerator[None]:
    async with open_auditor(settings) as auditor, httpx.AsyncClient() as outside:
        after, known = settings.fallback_after_seconds, ways(settings, outside)
        fallback = Fallback(known, after, settings.public_url)

        async def audit() -> bool:
            await auditor.run()
            return auditor.unfinished

        async def tell() -> bool:
            await fallback.look(auditor.outage, auditor.awaited)
            return False

        interval = settings.auditor_interval_seconds
        jobs = [
            Job("audit", audit, interval),
            *([Job("fallback", tell, interval)] if known else []),
        ]
        worker = Worker(jobs, Wakeups())
        app.state.worker = worker
        worker.start()
        yield
        await worker.stop()


def _add_routes(app: FastAPI) -> None:
    @app.get("/health", operation_id="health")
    async def health() -> Alive:
        """The process answers."""
        return Alive(status="ok", service=NAME, version=release())

    @app.get("/ready", operation_id="ready")
    async def ready(response: Response) -> Ready:
        """The loop turns; what it finds is in the metrics."""
        response.headers["cache-control"] = "no-store"
        worker: Worker = app.state.worker
        if stuck := worker.stuck():
            raise Unavailable(f"no turn of {', '.join(stuck)} for 5 s")
        return Ready(status="ready", checks={"worker": "ok"})

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

"""Builds a service: routes, problems, health, metrics, outbox, worker and their life."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder
from prometheus_fastapi_instrumentator import Instrumentator
from prometheus_fastapi_instrumentator.metrics import Info
from sqlalchemy import MetaData
from starlette.routing import BaseRoute

from platform_contracts.base import ProblemDetails
from platform_contracts.clients.base import ServiceClient
from platform_contracts.messages import Message
from platform_contracts.vocabulary import Service
from platform_kit import docs, errors, idempotency, migrations
from platform_kit.auth.api_keys import ApiKeys, Exchange, exchange_at
from platform_kit.auth.keys import read_private, read_public
from platform_kit.auth.tokens import Tokens
from platform_kit.database import Database
from platform_kit.health import Readiness, health_router, release
from platform_kit.hot import HotRoutes, ServiceApp
from platform_kit.http import peer_client
from platform_kit.logging import get_logger
from platform_kit.metrics import DATABASE_CONNECTIONS, REQUEST_SECONDS, REQUESTS
from platform_kit.middleware import Edge
from platform_kit.outbox.inbox import Handlers, inbox_router
from platform_kit.outbox.relay import AnswerHandler, Relay
from platform_kit.outbox.routes import outbox_router
from platform_kit.outbox.wakeup import Listener, Notifier
from platform_kit.settings import ServiceRole, ServiceSettings
from platform_kit.spans import Exporter, exemplar, exporting
from platform_kit.worker import Job, Worker

log = get_logger()

Jobs = Callable[[FastAPI], Sequence[Job]]
PeerFactory = Callable[[httpx.AsyncClient, str], ServiceClient]


@dataclass(frozen=True)
class Peer:
    """Another service: its typed client and where it is."""

    client: PeerFactory
    url: str


@dataclass(frozen=True)
class Wiring:
    """What a service is made of, beside its settings."""

    metadata: MetaData
    migrations: str
    routers: Sequence[APIRouter] = ()
    hot_routes: Sequence[BaseRoute] = ()
    hot_paths: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """OpenAPI path items of the hot routes, which FastAPI does not know."""
    handlers: Handlers = field(default_factory=dict)  # pyright: ignore[reportUnknownVariableType]
    answers: Mapping[type[Message], AnswerHandler] = field(default_factory=dict)  # pyright: ignore[reportUnknownVariableType]
    peers: Mapping[str, Peer] = field(default_factory=dict[str, Peer])
    api_keys: Callable[[FastAPI], Exchange] | None = None
    """How API keys become tokens; without it oncall is asked."""
    jobs: Jobs | None = None
    lifespan: Callable[[FastAPI], Any] | None = None
    """An async context manager entered before the worker starts."""


def create_service_app(settings: ServiceSettings, wiring: Wiring) -> FastAPI:
    """The FastAPI application of a service; nothing is opened before its lifespan begins."""
    app = ServiceApp(
        title=settings.service_name,
        version=release(),
        lifespan=lambda app: _life(app, settings, wiring),
        docs_url=None,
        redoc_url=None,
        responses=_problem_responses(),
    )
    app.state.settings = settings
    app.state.database = Database(
        settings.database_url.get_secret_value(),
        wiring.metadata,
        pool_size=settings.database_pool_size,
    )
    DATABASE_CONNECTIONS.set_function(app.state.database.connections_in_use)
    app.state.tokens = Tokens(
        settings.service_name,
        read_private(settings.auth_key_file),
        read_public(settings.auth_jwks_file),
    )
    app.state.peers = {
        name: peer.client(peer_client(app.state.tokens, name), peer.url)
        for name, peer in wiring.peers.items()
    }
    app.state.readiness = Readiness(
        app.state.database, settings.schema_name, migrations.revisions(wiring.migrations)
    )
    app.router.routes.extend(wiring.hot_routes)
    exchange = _api_key_exchange(app, settings, wiring)
    app.hot = HotRoutes(wiring.hot_routes, settings.max_body_bytes, exchange)
    errors.install(app)
    for router in (
        *wiring.routers,
        health_router(settings.service_name),
        outbox_router(settings.service_name),
        inbox_router(wiring.handlers),
        docs.docs_router(settings.service_name),
    ):
        app.include_router(router)
    _describe(app, wiring.hot_paths)
    _instrument(app, openmetrics=bool(settings.otel_exporter_otlp_endpoint))
    app.add_middleware(ApiKeys, exchange=exchange)
    app.add_middleware(Edge, max_body_bytes=settings.max_body_bytes)
    return app


def _api_key_exchange(app: FastAPI, settings: ServiceSettings, wiring: Wiring) -> Exchange:
    if wiring.api_keys:
        return wiring.api_keys(app)
    client = peer_client(app.state.tokens, Service.ONCALL)
    return exchange_at(client, settings.oncall_service_url)


def _problem_responses() -> dict[int | str, dict[str, Any]]:
    problem = {
        "description": "Problem (RFC 9457)",
        "content": {errors.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
    }
    return {422: problem, "default": problem}


def _describe(app: FastAPI, hot_paths: Mapping[str, Any]) -> None:
    """Add what FastAPI does not know: the hot routes, and the model of a problem."""
    original = app.openapi
    problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = original()
            for path, operations in hot_paths.items():
                schema["paths"].setdefault(path, {}).update(operations)
            schema["paths"] = dict(sorted(schema["paths"].items()))
            schemas = schema.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(problem.get("$defs", {}))
            schemas["ProblemDetails"] = {k: v for k, v in problem.items() if k != "$defs"}
        assert app.openapi_schema is not None  # noqa: S101 - made by the call above
        return app.openapi_schema

    app.openapi = openapi


def _instrument(app: FastAPI, *, openmetrics: bool) -> None:
    """Count requests and show the metrics; only the form OpenMetrics can hold exemplars."""

    def count(info: Info) -> None:
        labels = {"method": info.method, "handler": info.modified_handler}
        REQUESTS.labels(status=info.modified_status, **labels).inc()
        REQUEST_SECONDS.labels(**labels).observe(info.modified_duration, exemplar())

    instrumentator = Instrumentator(
        should_group_status_codes=False,
        should_group_untemplated=True,
        excluded_handlers=["/metrics", "/health", "/ready"],
    )
    instrumentator.add(count).instrument(app)
    if not openmetrics:
        instrumentator.expose(app, include_in_schema=False)
        return

    @app.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(REGISTRY), headers={"content-type": media_type})


@asynccontextmanager
async def _life(app: FastAPI, settings: ServiceSettings, wiring: Wiring) -> AsyncGenerator[None]:
    async with AsyncExitStack() as stack:
        stack.push_async_callback(app.state.database.close)
        if settings.otel_exporter_otlp_endpoint:
            endpoint = settings.otel_exporter_otlp_endpoint
            exporter = Exporter(endpoint, settings.service_name, release())
            await stack.enter_async_context(exporting(exporter))
        if wiring.lifespan:
            await stack.enter_async_context(wiring.lifespan(app))
        if settings.service_role is ServiceRole.API:
            _keep_running(stack, Notifier(app.state.database).run())
        if settings.service_role is ServiceRole.WORKER:
            _keep_running(stack, Listener(app.state.database).run())
        if settings.runs_worker:
            worker = _worker(app, wiring)
            app.state.readiness.worker = worker
            worker.start()
            stack.push_async_callback(worker.stop)
        log.info("started", role=settings.service_role, port=settings.service_port)
        yield
        app.state.readiness.stopping = True
        log.info("stopping")


def _keep_running(stack: AsyncExitStack, work: Coroutine[Any, Any, None]) -> None:
    """Run beside the application, until it ends."""
    task = asyncio.create_task(work)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(end)


def _worker(app: FastAPI, wiring: Wiring) -> Worker:
    database: Database = app.state.database
    relay = Relay(database, app.state.peers, wiring.answers)

    async def forget_old() -> bool:
        async with database.transaction() as session:
            await idempotency.forget_old(session)
        return False

    jobs = [*relay.jobs(), Job("forget-old-keys", forget_old, 600.0)]
    if wiring.jobs:
        jobs.extend(wiring.jobs(app))
    return Worker(jobs, database.wakeups)

"""The test runner in front of the real alert-ingestion."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from alert_ingestion.main import create_app as create_alert_ingestion
from alert_ingestion.settings import Settings as AlertIngestionSettings
from platform_kit.testing.plugin import AppFactory
from test_runner.main import create_app
from test_runner.settings import Settings

RunnerFactory = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
async def alert_ingestion(service_app: AppFactory) -> AsyncIterator[FastAPI]:
    """The service that alerts are posted to; it asks for a token. Incidents by the plain rule."""
    app = service_app(
        AlertIngestionSettings,
        create_alert_ingestion,
        service_role="api",
        correlation_strategy="rule",
    )
    async with app as running:
        yield running


@pytest.fixture
def runner() -> RunnerFactory:
    """Make a client of a test runner; `platform` is the app that answers as all services."""

    @asynccontextmanager
    async def make(
        platform: FastAPI | None = None, **settings: Any
    ) -> AsyncGenerator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(platform) if platform else None
        values: dict[str, Any] = {
            "key_file": None,
            "TEST_RUNNER_DIST": Path("/nowhere"),
            **settings,
        }
        app = create_app(Settings(**values), transport)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://runner.test"
            ) as client,
        ):
            yield client

    return make

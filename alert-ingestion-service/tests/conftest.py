"""The app of alert-ingestion and its callers."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from alert_ingestion.main import create_app
from alert_ingestion.settings import Settings
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of


@pytest.fixture
async def app(service_app: AppFactory) -> AsyncIterator[FastAPI]:
    """The service on the test's database, without its worker."""
    async with service_app(
        Settings, create_app, service_role="api", correlation_strategy="rule"
    ) as app:
        yield app


@pytest.fixture
def responder(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    """Somebody who may post alerts."""
    return client_of(app, keyring.person("responder"))

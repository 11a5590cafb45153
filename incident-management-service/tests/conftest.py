"""The app of incident-management and its callers."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from incident_management.main import create_app
from incident_management.settings import Settings
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of


@pytest.fixture
async def app(service_app: AppFactory) -> AsyncIterator[FastAPI]:
    """The service on the test's database, without its worker."""
    async with service_app(Settings, create_app, service_role="api") as app:
        yield app


@pytest.fixture
def responder(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    """Jordan, a responder."""
    return client_of(app, keyring.person("responder"))


@pytest.fixture
def ingestion(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    """alert-ingestion, which sends messages."""
    return client_of(app, keyring.service("alert-ingestion", "incident-management"))


@pytest.fixture
def manager(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    """Avery, a manager, who may change the catalogue."""
    return client_of(app, keyring.person("manager", name="Avery Kim"))

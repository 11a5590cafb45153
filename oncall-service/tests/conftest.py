"""The app of oncall, its callers, and a small company."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from oncall.main import create_app
from oncall.settings import Settings
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of


@pytest.fixture
async def app(service_app: AppFactory) -> AsyncIterator[FastAPI]:
    """The service on the test's database, without its worker: tests turn it by hand."""
    async with service_app(Settings, create_app, service_role="api") as app:
        yield app


@pytest.fixture
def admin(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    """Somebody who may do everything."""
    return client_of(app, keyring.person("admin"))


@pytest.fixture
def incidents(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    """incident-management, which sends messages."""
    return client_of(app, keyring.service("incident-management", "oncall"))

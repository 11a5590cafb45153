"""The app of oncall, its callers, and a small company."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from notification.main import create_app as create_notification
from notification.settings import Settings as NotificationSettings
from oncall.main import create_app
from oncall.settings import Settings
from platform_contracts.clients.notifications import NotificationsClient
from platform_contracts.vocabulary import Service
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


@pytest.fixture
async def with_notification(
    app: FastAPI, service_app: AppFactory, keyring: KeyRing
) -> AsyncIterator[FastAPI]:
    """The real notification service, reached by the app as in production."""
    headers = keyring.service("oncall", "notification")
    async with service_app(NotificationSettings, create_notification, service_role="api") as peer:
        client = NotificationsClient(client_of(peer, headers), "http://service.test")
        app.state.peers[Service.NOTIFICATION] = client
        yield peer

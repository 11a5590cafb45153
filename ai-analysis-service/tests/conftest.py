"""Fixtures of ai-analysis: a model trained once, the app on a real database, and callers."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from ai_analysis.domain.similarity import Classifier
from ai_analysis.knowledge.model import Model, train_packaged
from ai_analysis.main import create_app
from ai_analysis.settings import Settings
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of


@pytest.fixture(scope="session")
async def model() -> Model:
    return await train_packaged()


@pytest.fixture(scope="session")
def classifier(model: Model) -> Classifier:
    return model.classifier


@pytest.fixture
async def app(service_app: AppFactory, model: Model) -> AsyncIterator[FastAPI]:
    async with service_app(Settings, create_app) as app:
        app.state.model.swap(model)
        yield app


@pytest.fixture
def responder(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    return client_of(app, keyring.person("responder"))


@pytest.fixture
def viewer(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    return client_of(app, keyring.person("viewer"))


@pytest.fixture
def ingestion(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    """alert-ingestion, calling with its own token."""
    return client_of(app, keyring.service("alert-ingestion", "ai-analysis"))

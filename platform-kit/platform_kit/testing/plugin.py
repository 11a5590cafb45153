"""The pytest plugin: fixtures that every service's tests stand on.

By default a test runs inside one transaction that is rolled back. A test that opens its own
connections (worker, batcher, stream) is marked `committed` and gets a database of its own.
"""

import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import structlog
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from platform_kit.database import Database
from platform_kit.settings import ServiceSettings
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.cluster import Cluster, stand_still

AppFactory = Callable[..., AbstractAsyncContextManager[FastAPI]]


def pytest_configure() -> None:
    """Plain log lines: shown with a failing test, without locals."""
    structlog.configure(
        processors=[
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ]
    )


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The run's PostgreSQL server."""
    return Cluster.from_environment()


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    """Keys of every issuer."""
    return KeyRing.make(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
async def shared_database(cluster: Cluster) -> AsyncIterator[str]:
    """The clone that this worker's rolled-back tests share."""
    name = f"worker_{os.getpid()}_{uuid4().hex[:8]}"
    await cluster.clone(name)
    yield name
    await cluster.drop(name)


@pytest.fixture
async def database_name(
    request: pytest.FixtureRequest, cluster: Cluster, shared_database: str
) -> AsyncIterator[str]:
    """The test's database: its own when marked `committed`."""
    if request.node.get_closest_marker("committed") is None:
        yield shared_database
        return
    name = f"test_{uuid4().hex[:12]}"
    await cluster.clone(name)
    yield name
    await cluster.drop(name)


class World:
    """Moves the time of a test's database."""

    def __init__(self, cluster: Cluster, database: str) -> None:
        self._cluster = cluster
        self._database = database
        self.rolled_back_in: Database | None = None

    async def fast_forward(
        self, *, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """Let that much time pass for everything that reads the database's clock."""
        total = hours * 3600 + minutes * 60 + seconds
        if self.rolled_back_in is None:
            await self._cluster.shift_clock(self._database, total)
            return
        async with self.rolled_back_in.transaction() as session:
            connection = await session.connection()
            await connection.exec_driver_sql(
                f"UPDATE test_clock.shift SET seconds = seconds + {total}"  # noqa: S608
            )

    async def stand_still_at(self, at: datetime) -> None:
        """Set the clock and stop it: every due time is exact. `fast_forward` moves it on."""
        if self.rolled_back_in is None:
            await self._cluster.stop_clock(self._database, at)
            return
        async with self.rolled_back_in.transaction() as session:
            await (await session.connection()).exec_driver_sql(stand_still(at))


@pytest.fixture
def world(cluster: Cluster, database_name: str) -> World:
    """The test's clock."""
    return World(cluster, database_name)


@pytest.fixture
def make_settings(
    cluster: Cluster, database_name: str, keyring: KeyRing
) -> Callable[..., ServiceSettings]:
    """`make_settings(Settings, open_access=True)`: settings of a service on the test's database."""

    def make(settings_class: type[ServiceSettings], **overrides: Any) -> ServiceSettings:
        values: dict[str, Any] = {
            "database_url": cluster.address(database_name, f"{settings_class.schema_name}_app"),
            "auth_jwks_file": keyring.jwks,
            "auth_key_file": keyring.file(settings_class.service_name),
            "accounts_key_file": keyring.file("accounts"),
            "database_pool_size": 4,
            **overrides,
        }
        return settings_class(**values)

    return make


@pytest.fixture
def service_app(
    request: pytest.FixtureRequest,
    make_settings: Callable[..., ServiceSettings],
    world: World,
) -> AppFactory:
    """Make the app of a service; use it as `async with`, with its settings and `create_app`.

    Rolled back unless the test is `committed`; then its lifespan runs, worker included, unless
    `service_role="api"` is passed.
    """
    committed = request.node.get_closest_marker("committed") is not None

    @asynccontextmanager
    async def make(
        settings_class: type[ServiceSettings],
        create_app: Callable[..., FastAPI],
        **overrides: Any,
    ) -> AsyncGenerator[FastAPI]:
        app = create_app(make_settings(settings_class, **overrides))
        if committed:
            async with app.router.lifespan_context(app):
                yield app
            return
        database: Database = app.state.database
        engine = create_async_engine(database.engine.url, poolclass=NullPool)
        async with engine.connect() as connection:
            outer = await connection.begin()
            database.join(connection)
            world.rolled_back_in = database
            yield app
            await outer.rollback()
        await engine.dispose()
        await database.close()

    return make


def client_of(app: FastAPI, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
    """A client of an app in this process."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url="http://service.test",
        headers=headers,
    )


def data_folder(variable: str, default: str) -> Path:
    """A folder of test data; skips the test with the reason where it is absent."""
    folder = Path(os.environ.get(variable, default))
    if not folder.is_dir():
        pytest.skip(f"{variable}: {folder} is not there")
    return folder

"""The real incident-management and oncall on real sockets, and an auditor of them."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Request

from incident_management.main import create_app as create_incidents
from incident_management.settings import Settings as IncidentsSettings
from oncall.main import create_app as create_oncall
from oncall.settings import Settings as OnCallSettings
from platform_auditor.auditor import Auditor
from platform_auditor.main import open_auditor
from platform_auditor.settings import Settings
from platform_contracts.audit import DeliveriesAudit
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.patience import PATIENCE
from platform_kit.testing.plugin import AppFactory, World
from platform_local.ports import pick_free

AuditorFactory = Callable[..., AbstractAsyncContextManager[Auditor]]


@asynccontextmanager
async def served(app: FastAPI, port: int) -> AsyncGenerator[str]:
    """Serve an app, whose lifespan runs already, on a port of this machine."""
    config = uvicorn.Config(app, port=port, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task


class Notification:
    """notification's answer to the auditor; its own tests show that it gives it."""

    def __init__(self) -> None:
        self.oldest_due_seconds = 0.0
        self.app = FastAPI()
        self.app.add_api_route("/internal/v1/audit", self.audit)

    async def audit(self) -> DeliveriesAudit:
        """How long pages wait."""
        return DeliveriesAudit(oldest_due_seconds=self.oldest_due_seconds)


@dataclass
class Platform:
    """incident-management and oncall, both with their workers, and what notification says."""

    incidents: FastAPI
    oncall: FastAPI
    notification: "Notification"
    incidents_url: str
    oncall_url: str
    notification_url: str
    world: World


@pytest.fixture
async def platform(service_app: AppFactory, world: World) -> AsyncIterator[Platform]:
    """The services, who find each other by their addresses."""
    notification = Notification()
    ports = pick_free(), pick_free(), pick_free()
    peers = {
        "notification_service_url": f"http://127.0.0.1:{ports[2]}",
        "incident_service_url": f"http://127.0.0.1:{ports[0]}",
        "oncall_service_url": f"http://127.0.0.1:{ports[1]}",
        "database_pool_size": 12,
    }
    async with (
        service_app(IncidentsSettings, create_incidents, **peers) as incidents,
        service_app(OnCallSettings, create_oncall, **peers) as oncall,
        served(incidents, ports[0]) as incidents_url,
        served(oncall, ports[1]) as oncall_url,
        served(notification.app, ports[2]) as notification_url,
    ):
        urls = incidents_url, oncall_url, notification_url
        yield Platform(incidents, oncall, notification, *urls, world)


@pytest.fixture
def auditor_of(keyring: KeyRing) -> AuditorFactory:
    """Make an auditor: `auditor_of(incident_service_url=..., ...)`."""

    @asynccontextmanager
    async def make(**settings: Any) -> AsyncGenerator[Auditor]:
        known = Settings(auth_key_file=keyring.file("auditor"), **settings)
        async with open_auditor(known) as auditor:
            auditor.step_seconds = PATIENCE
            yield auditor

    return make


@dataclass
class DeadMansSwitch:
    """An outside service that counts heartbeats."""

    url: str = ""
    beats: list[str] = field(default_factory=list[str])


@pytest.fixture
async def switch() -> AsyncIterator[DeadMansSwitch]:
    """The dead man's switch on a real socket."""
    known = DeadMansSwitch()
    app = FastAPI()

    @app.post("/ping")
    async def ping(request: Request) -> None:
        known.beats.append(request.method)

    async with served(app, pick_free()) as url:
        known.url = f"{url}/ping"
        yield known

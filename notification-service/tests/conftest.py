"""The app of notification, its callers, a real SMTP server and stubs at the socket."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from aiosmtpd.controller import Controller
from fastapi import FastAPI
from outside_world import PUBLIC_URL, SIGNING_SECRET, Incidents, Mailbox, Stub, served

from notification.main import create_app
from notification.settings import Settings
from platform_kit.secrets import new_key
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.patience import eventually
from platform_kit.testing.plugin import AppFactory, client_of
from platform_local.ports import pick_free


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server of the test's own."""
    box = Mailbox(port=pick_free())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def receiver() -> Iterator[Stub]:
    """A provider, or a webhook's other end, of the test's own."""
    with served(Stub()) as stub:
        yield stub


@pytest.fixture
def incidents() -> Iterator[Incidents]:
    """incident-management, which knows no incident unless the test says so."""
    stub = Incidents()
    with served(stub):
        yield stub


@pytest.fixture
def secrets_key_file(tmp_path: Path) -> Path:
    """Keys that secrets are sealed with."""
    file = tmp_path / "secrets.keys"
    file.write_text(new_key() + "\n")
    return file


@pytest.fixture
async def app(
    service_app: AppFactory, mailbox: Mailbox, incidents: Incidents, secrets_key_file: Path
) -> AsyncIterator[FastAPI]:
    """The service with its worker and e-mail set up."""
    async with service_app(
        Settings,
        create_app,
        incident_service_url=incidents.url,
        incident_email_smtp_host="127.0.0.1",
        incident_email_smtp_port=mailbox.port,
        incident_email_smtp_tls=False,
        incident_email_from="oncall@example.com",
        webhook_signing_secret=SIGNING_SECRET,
        outbound_allowed_networks="127.0.0.0/8",
        secrets_key_file=secrets_key_file,
        oncall_service_url="http://127.0.0.1:1",
        canary_minutes=0,
        database_pool_size=10,
        public_url=PUBLIC_URL,
    ) as app:
        await eventually(lambda: is_ready(app))  # its jobs all connect at once when they start
        yield app


async def is_ready(app: FastAPI) -> bool:
    """Whether it can do its work."""
    return (await client_of(app).get("/ready")).status_code == 200


@pytest.fixture
def manager(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    """Somebody who may change everybody's contact methods."""
    return client_of(app, keyring.person("manager"))


@pytest.fixture
def oncall(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    """oncall, which sends pages."""
    return client_of(app, keyring.service("oncall", "notification"))

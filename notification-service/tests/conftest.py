"""The app of notification, its callers, a real SMTP server and a real receiver of webhooks."""

import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from aiosmtpd.controller import Controller
from fastapi import FastAPI
from outside_world import SIGNING_SECRET, Mailbox, Receiver

from notification.main import create_app
from notification.settings import Settings
from platform_kit.testing.callers import KeyRing
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
def receiver() -> Iterator[Receiver]:
    """A webhook receiver of the test's own."""
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            state.requests.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield state
    server.shutdown()


@pytest.fixture
async def app(service_app: AppFactory, mailbox: Mailbox) -> AsyncIterator[FastAPI]:
    """The service with its worker, e-mail set up, and no incident-management to ask."""
    async with service_app(
        Settings,
        create_app,
        incident_service_url="http://127.0.0.1:1",
        incident_email_smtp_host="127.0.0.1",
        incident_email_smtp_port=mailbox.port,
        incident_email_smtp_tls=False,
        incident_email_from="oncall@example.com",
        webhook_signing_secret=SIGNING_SECRET,
        outbound_allowed_networks="127.0.0.0/8",
    ) as app:
        yield app


@pytest.fixture
def manager(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    """Somebody who may change everybody's contact methods."""
    return client_of(app, keyring.person("manager"))


@pytest.fixture
def oncall(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    """oncall, which sends pages."""
    return client_of(app, keyring.service("oncall", "notification"))

"""Inbound mail over a real SMTP connection: stored, resolved, refused, and asked to come again."""

import asyncio
import smtplib
import socket
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from alert_ingestion.main import create_app
from alert_ingestion.settings import Settings
from platform_kit.database import Database
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of

pytestmark = pytest.mark.committed

DOMAIN = "alerts.example.com"
RULES = {"dedup_pattern": r"\[(\w+-\d+)\]", "resolve_pattern": "(?i)^resolved"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
async def app(service_app: AppFactory) -> AsyncIterator[FastAPI]:
    options: dict[str, Any] = {
        "inbound_email_port": free_port(),
        "inbound_email_domain": DOMAIN,
        "public_url": "https://incidents.example.com",
    }
    async with service_app(Settings, create_app, service_role="api", **options) as app:
        yield app


@pytest.fixture
def manager(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    return client_of(app, keyring.person("manager"))


async def make(manager: httpx.AsyncClient, **body: Any) -> str:
    """The mail address of a new integration."""
    values = {"name": "mail", "source": "email", "service": "shop", **body}
    answer = await manager.post("/api/v1/integrations", json=values)
    assert answer.status_code == 201, answer.text
    return answer.json()["email_address"]


def a_mail(to: str, subject: str, text: str = "Body", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Nagios <nagios@example.com>", to, subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


async def send(app: FastAPI, mail: EmailMessage) -> int:
    """The status of the server's last answer."""

    def deliver() -> int:
        with smtplib.SMTP("127.0.0.1", app.state.settings.inbound_email_port) as smtp:
            try:
                smtp.send_message(mail)
            except smtplib.SMTPRecipientsRefused as error:
                return next(iter(error.recipients.values()))[0]
            except smtplib.SMTPResponseException as error:
                return error.smtp_code
        return 250

    return await asyncio.to_thread(deliver)


async def alerts(manager: httpx.AsyncClient) -> list[dict[str, Any]]:
    return (await manager.get("/api/v1/alerts")).json()["items"]


async def test_a_mail_raises_an_alert_and_another_resolves_it(
    app: FastAPI, manager: httpx.AsyncClient
) -> None:
    address = await make(manager, email=RULES)
    assert await send(app, a_mail(address, "PROBLEM [DB-7] disk full", "99 % on db-1")) == 250
    (alert,) = await alerts(manager)
    assert (alert["fingerprint"], alert["status"], alert["service"]) == ("DB-7", "firing", "shop")
    assert (alert["title"], alert["description"]) == ("PROBLEM [DB-7] disk full", "99 % on db-1")
    assert await send(app, a_mail(address, "PROBLEM [DB-7] disk full again")) == 250
    assert await send(app, a_mail(address, "Resolved: [DB-7] disk")) == 250
    (alert,) = await alerts(manager)
    assert (alert["status"], alert["count"]) == ("resolved", 2)


async def test_html_is_read_as_text(app: FastAPI, manager: httpx.AsyncClient) -> None:
    mail = a_mail(await make(manager), "Disk")
    mail.set_content("<p>Disk <b>full</b> &amp; slow</p><script>x()</script>", subtype="html")
    assert await send(app, mail) == 250
    (alert,) = await alerts(manager)
    assert alert["description"] == "Disk full & slow"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"In_Reply_To": "<inc-7@incidents.example.com>"},
        {"Message_ID": "<inc-7@incidents.example.com>"},
    ],
)
async def test_a_mail_that_answers_a_page_raises_nothing(
    app: FastAPI, manager: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    address = await make(manager)
    assert await send(app, a_mail(address, "Out of office", **headers)) == 550
    assert await alerts(manager) == []


async def test_a_mail_that_goes_in_circles_is_refused(
    app: FastAPI, manager: httpx.AsyncClient
) -> None:
    mail = a_mail(await make(manager), "Disk")
    for hop in range(30):
        mail["Received"] = f"from host{hop}"
    assert await send(app, mail) == 550


async def test_only_listed_senders_may_write(app: FastAPI, manager: httpx.AsyncClient) -> None:
    open_to = ["@example.org", "ops@example.net"]
    address = await make(manager, email={"allowed_senders": open_to})
    assert await send(app, a_mail(address, "Disk")) == 550
    mail = a_mail(address, "Disk")
    mail.replace_header("From", "ops@example.net")
    assert await send(app, mail) == 250


async def test_unknown_addresses_are_refused(app: FastAPI, manager: httpx.AsyncClient) -> None:
    await make(manager)
    assert await send(app, a_mail(f"nobody@{DOMAIN}", "Disk")) == 550
    assert await send(app, a_mail("postmaster@elsewhere.example", "Disk")) == 550
    other = await manager.post("/api/v1/integrations", json={"name": "x", "source": "generic"})
    assert await send(app, a_mail(f"{other.json()['key']}@{DOMAIN}", "Disk")) == 550


async def test_a_mail_that_is_too_large_is_refused(
    app: FastAPI, manager: httpx.AsyncClient
) -> None:
    address = await make(manager)
    assert await send(app, a_mail(address, "Disk", "x" * 2_000_000)) == 552


async def test_without_a_database_the_mail_server_is_asked_to_come_again(
    app: FastAPI, manager: httpx.AsyncClient
) -> None:
    address = await make(manager)
    whole: Database = app.state.database
    broken = Database("postgresql://nobody:x@127.0.0.1:1/none", whole.metadata)
    app.state.database = app.state.pipeline.database = broken
    assert await send(app, a_mail(address, "Disk")) == 451
    app.state.database = app.state.pipeline.database = whole
    assert await send(app, a_mail(address, "Disk")) == 250
    assert len(await alerts(manager)) == 1

"""Pages do not go out: the auditor tells people itself, once, what is new, and when it is over."""

from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import httpx
import pytest
from aiosmtpd.controller import Controller
from fastapi import FastAPI, Request

from platform_auditor.fallback import EVERY, Fallback, ways
from platform_auditor.settings import Settings
from platform_contracts.audit import AwaitedPage
from platform_kit.testing.callers import KeyRing
from platform_local.ports import pick_free

WHY = "notification does not answer"


class Mailbox:
    """An SMTP server that keeps mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.port = pick_free()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 kept"


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def room() -> AsyncIterator[tuple[httpx.AsyncClient, list[dict[str, Any]]]]:
    """A chat room's webhook, which does not take the first message."""
    app, said = FastAPI(), list[dict[str, Any]]()

    @app.post("/room")
    async def say(request: Request) -> None:
        said.append(await request.json())

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport) as client:
        yield client, said


@pytest.fixture
def settings(keyring: KeyRing, mailbox: Mailbox) -> Settings:
    return Settings(
        auth_key_file=keyring.file("auditor"),
        fallback_email_to="oncall@example.com, boss@example.com",
        fallback_webhook_url="http://chat.example/room",  # pyright: ignore[reportArgumentType]
        incident_email_smtp_host="127.0.0.1",
        incident_email_smtp_port=mailbox.port,
        incident_email_smtp_tls=False,
        incident_email_from="incidents@example.com",
        public_url="https://incidents.example.com/",
    )


def waiting(*numbers: int) -> list[AwaitedPage]:
    return [AwaitedPage(incident_id=uuid4(), number=number, cycle=1) for number in numbers]


def texts(mailbox: Mailbox) -> list[tuple[str, str]]:
    return [(mail["Subject"], mail.get_content().strip()) for mail in mailbox.mails]


async def test_an_outage_is_told_after_a_minute_with_every_incident_that_waits(
    settings: Settings, mailbox: Mailbox, clock: Clock, room: Any
) -> None:
    client, said = room
    fallback = Fallback(ways(settings, client), 60, settings.public_url, clock)
    await fallback.look(WHY, waiting(7))
    clock.now += 59
    await fallback.look(WHY, waiting(7))
    assert mailbox.mails == []
    clock.now += 1
    await fallback.look(WHY, waiting(7, 3))
    await fallback.look(WHY, waiting(7, 3))
    ((subject, text),) = texts(mailbox)
    assert subject == "Pages do not go out"
    assert text.startswith(f"{WHY} (since ")
    assert text.splitlines()[-2:] == [
        "INC-3 https://incidents.example.com/incidents/3",
        "INC-7 https://incidents.example.com/incidents/7",
    ]
    (message,) = said
    assert message["text"].split() == f"{subject}\n{text}".split()


async def test_what_is_new_is_told_once_a_minute_and_the_end_too(
    settings: Settings, mailbox: Mailbox, clock: Clock, room: Any
) -> None:
    fallback = Fallback(ways(settings, room[0]), 0, settings.public_url, clock)
    await fallback.look(WHY, waiting(1))
    await fallback.look(WHY, waiting(1, 2))
    assert len(mailbox.mails) == 1
    clock.now += EVERY
    await fallback.look(WHY, waiting(1, 2, 3))
    assert [line[:5] for line in texts(mailbox)[1][1].splitlines()[2:]] == ["INC-2", "INC-3"]
    clock.now += EVERY
    await fallback.look(WHY, waiting(1, 2, 3))
    assert len(mailbox.mails) == 2
    await fallback.look(None, waiting(1, 2, 3))
    await fallback.look(None, [])
    assert [subject for subject, _ in texts(mailbox)[2:]] == ["Pages go out again"]


async def test_a_short_outage_is_told_to_nobody(
    settings: Settings, mailbox: Mailbox, clock: Clock, room: Any
) -> None:
    fallback = Fallback(ways(settings, room[0]), 60, settings.public_url, clock)
    for _ in range(3):
        await fallback.look(WHY, waiting(1))
        clock.now += 50
        await fallback.look(None, [])
    assert mailbox.mails == []


async def test_one_way_is_enough_and_what_nobody_took_is_told_again(
    settings: Settings, mailbox: Mailbox, clock: Clock, room: Any
) -> None:
    client, said = room
    no_mail = settings.model_copy(update={"incident_email_smtp_port": pick_free()})
    await Fallback(ways(no_mail, client), 0, "", clock).look(WHY, waiting(1))
    assert len(said) == 1
    nothing = no_mail.model_copy(update={"fallback_webhook_url": None})
    fallback = Fallback(ways(nothing, client), 0, "", clock)
    await fallback.look(WHY, waiting(1))
    fallback = Fallback(ways(settings, client), 0, "", clock)
    await fallback.look(WHY, waiting(1))
    assert len(mailbox.mails) == 1

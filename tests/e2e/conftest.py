"""The real platform, a real SMTP server, a real Prometheus and Alertmanager, a real browser."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from platform_local.ports import pick_free
from platform_local.trial import TrialPlatform, trial_platform


@dataclass
class Mailbox:
    """An SMTP server that keeps what it gets."""

    port: int = field(default_factory=pick_free)
    mails: list[EmailMessage] = field(default_factory=list[EmailMessage])

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 kept"

    def to(self, address: str, subject_part: str) -> EmailMessage | None:
        """The first mail to an address whose subject holds the text."""
        return next(
            (
                m
                for m in self.mails
                if address in str(m["To"]) and subject_part in str(m["Subject"])
            ),
            None,
        )


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """The mail server of the run."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture(scope="session")
def platform(mailbox: Mailbox) -> Iterator[TrialPlatform]:
    """The whole platform as a newcomer starts it, with e-mail set up."""
    with trial_platform(
        INCIDENT_EMAIL_SMTP_HOST="127.0.0.1",
        INCIDENT_EMAIL_SMTP_PORT=str(mailbox.port),
        INCIDENT_EMAIL_SMTP_TLS="0",
        CANARY_MINUTES="0.2",
        INCIDENT_EMAIL_FROM="oncall@example.com",
    ) as running:
        yield running

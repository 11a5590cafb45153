"""The outside world at the socket: a mail server and a webhook's other end."""

import base64
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

SIGNING_SECRET = "whsec_" + base64.b64encode(b"a secret of these tests only").decode()


@dataclass
class Mailbox:
    """An SMTP server that keeps mail, or answers what the test says."""

    mails: list[EmailMessage] = field(default_factory=list[EmailMessage])
    answer: str = "250 kept"
    port: int = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return self.answer


@dataclass
class Receiver:
    """A webhook's other end: keeps requests, answers what the test says."""

    requests: list[tuple[dict[str, str], bytes]] = field(
        default_factory=list[tuple[dict[str, str], bytes]]
    )
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    url: str = ""

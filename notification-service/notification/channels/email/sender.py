"""Sends e-mail: text and HTML, threaded by incident, told apart from people's mail."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from html import escape
from typing import Final

import aiosmtplib
from pydantic import Field, SecretStr

from notification.channels.interface import ChannelConfig, Checked, Outgoing
from notification.domain.result import Rejected, Result, Retry, Sent

SECONDS: Final = 6.0
# Short, so that the ids are not folded: some readers keep the line break as a part of them.
_DOMAIN: Final = "oncall.invalid"


class EmailConfig(ChannelConfig):
    """An SMTP server; `tls`: STARTTLS, without it plain. Without `sender` the user sends."""

    host: str = Field(min_length=1, max_length=255)
    port: int = Field(default=587, ge=1, le=65535)
    user: str = ""
    password: SecretStr | None = None
    tls: bool = True
    sender: str = ""

    @property
    def mail_from(self) -> str:
        """The sender: FROM, else the SMTP user."""
        return self.sender or self.user


class EmailSender:
    """One connection a message: pages are rare, and a kept connection may be dead when needed."""

    def __init__(self, config: EmailConfig) -> None:
        self._config = config

    async def send(self, message: Outgoing) -> Result:
        """Hand the mail to the SMTP server. 4yz and no answer → Retry, 5yz → Rejected."""
        config = self._config
        try:
            mail = self._mail(message)
        except ValueError as error:
            return Rejected(f"the address or subject is not usable: {error}", "invalid")
        try:
            _, answer = await aiosmtplib.send(
                mail,
                hostname=config.host,
                port=config.port,
                username=config.user or None,
                password=config.password.get_secret_value() if config.password else None,
                start_tls=config.tls,
                timeout=SECONDS,
            )
        except aiosmtplib.SMTPAuthenticationError as error:
            return Rejected(_words(error), "refused", "password", disables=error.code >= 500)
        except aiosmtplib.SMTPRecipientsRefused as error:
            first = error.recipients[0]
            return _by_code(first.code, first.message)
        except aiosmtplib.SMTPResponseException as error:
            return _by_code(error.code, error.message)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            return Retry(f"the SMTP server does not answer: {error}", "unreachable")
        return Sent(answer)

    async def check(self) -> Checked:
        """Connect and sign in, as a message would."""
        config = self._config
        if not config.mail_from:
            return Checked(False, "a sender is needed where there is no user", "sender")
        client = aiosmtplib.SMTP(
            hostname=config.host, port=config.port, start_tls=config.tls, timeout=SECONDS
        )
        try:
            await client.connect()
            if config.user:
                secret = config.password.get_secret_value() if config.password else ""
                await client.login(config.user, secret)
            answer = await client.noop()
            await client.quit()
        except aiosmtplib.SMTPAuthenticationError as error:
            return Checked(False, _words(error), "password")
        except aiosmtplib.SMTPResponseException as error:
            return Checked(False, _words(error), "host")
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            return Checked(False, f"the SMTP server does not answer: {error}", "host")
        return Checked(True, f"{answer.code} {answer.message}")

    def _mail(self, message: Outgoing) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = message.text.subject
        mail["From"] = formataddr(("On-call", self._config.mail_from))
        mail["To"] = formataddr((message.person_name, message.address))
        mail["Date"] = format_datetime(datetime.now(UTC))
        thread = f"<inc-{message.incident_id}@{_DOMAIN}>"
        own = f"<{message.id}@{_DOMAIN}>"
        mail["Message-ID"] = thread if message.starts_thread else own
        mail["Auto-Submitted"] = "auto-generated"
        if message.incident_id is not None:
            if not message.starts_thread:
                mail["In-Reply-To"] = mail["References"] = thread
            mail["X-Incident"] = f"INC-{message.incident_number}"
        if message.trace_id:
            mail["X-Trace-Id"] = message.trace_id
        mail.set_content(message.text.body + _answer_line(message))
        mail.add_alternative(_html(message), subtype="html")
        return mail


def _words(error: aiosmtplib.SMTPResponseException) -> str:
    return f"{error.code} {error.message}"[:500]


def _by_code(code: int, text: str) -> Result:
    reason = f"{code} {text}"[:500]
    return Rejected(reason, "refused") if code >= 500 else Retry(reason, "deferred")


def _answer_line(message: Outgoing) -> str:
    address = message.actions.get("acknowledge") if message.can_be_answered else None
    return f"\nAcknowledge without signing in: {address}\n" if address else ""


def _html(message: Outgoing) -> str:
    lines = "<br>".join(escape(line) for line in message.text.body.splitlines())
    buttons = [("Open", message.text.link)]
    if message.can_be_answered and (address := message.actions.get("acknowledge")):
        buttons.insert(0, ("Acknowledge", address))
    shown = " ".join(
        f"<a href='{escape(link, quote=True)}' style='display:inline-block;padding:12px 24px;"
        f"border-radius:6px;background:#0b57c2;color:#fff;text-decoration:none'>{label}</a>"
        for label, link in buttons
    )
    return f"<div style='font:16px/1.5 system-ui,sans-serif'>{lines}<p>{shown}</p></div>"

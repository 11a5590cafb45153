"""Sends e-mail: text and HTML, threaded by incident, told apart from people's mail."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from html import escape
from typing import Final

import aiosmtplib

from notification.channels.interface import Outgoing
from notification.domain.result import Rejected, Result, Retry, Sent
from notification.settings import Settings

SECONDS: Final = 10.0
# Short, so that the ids are not folded: some readers keep the line break as a part of them.
_DOMAIN: Final = "oncall.invalid"


class EmailSender:
    """One connection a message: pages are rare, and a kept connection may be dead when needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def is_configured(self) -> bool:
        """Off while host or sender is unset."""
        return bool(self._settings.incident_email_smtp_host and self._settings.mail_from)

    async def send(self, message: Outgoing) -> Result:
        """Hand the mail to the SMTP server. 4yz and no answer → Retry, 5yz → Rejected."""
        settings = self._settings
        if not self.is_configured:
            return Rejected("e-mail is not set up: INCIDENT_EMAIL_SMTP_HOST is empty", "disabled")
        try:
            mail = self._mail(message)
        except ValueError as error:
            return Rejected(f"the address or subject is not usable: {error}", "invalid")
        try:
            _, answer = await aiosmtplib.send(
                mail,
                hostname=settings.incident_email_smtp_host,
                port=settings.incident_email_smtp_port,
                username=settings.incident_email_smtp_user or None,
                password=settings.incident_email_smtp_password.get_secret_value() or None,
                start_tls=settings.incident_email_smtp_tls,
                timeout=SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            first = error.recipients[0]
            return _by_code(first.code, first.message)
        except aiosmtplib.SMTPResponseException as error:
            return _by_code(error.code, error.message)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            return Retry(f"the SMTP server does not answer: {error}", "unreachable")
        return Sent(answer)

    async def close(self) -> None:
        """Nothing is kept open."""

    def _mail(self, message: Outgoing) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = message.text.subject
        mail["From"] = formataddr(("On-call", self._settings.mail_from))
        mail["To"] = formataddr((message.person_name, message.address))
        mail["Date"] = format_datetime(datetime.now(UTC))
        mail["Message-ID"] = f"<{message.id}@{_DOMAIN}>"
        thread = f"<inc-{message.incident_id}@{_DOMAIN}>"
        mail["In-Reply-To"] = mail["References"] = thread
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Incident"] = f"INC-{message.incident_number}"
        if message.trace_id:
            mail["X-Trace-Id"] = message.trace_id
        mail.set_content(message.text.body)
        mail.add_alternative(_html(message), subtype="html")
        return mail


def _by_code(code: int, text: str) -> Result:
    reason = f"{code} {text}"[:500]
    return Rejected(reason, "refused") if code >= 500 else Retry(reason, "deferred")


def _html(message: Outgoing) -> str:
    lines = "<br>".join(escape(line) for line in message.text.body.splitlines())
    link = escape(message.text.link, quote=True)
    return (
        f"<div style='font:16px/1.5 system-ui,sans-serif'>{lines}"
        f"<p><a href='{link}' style='display:inline-block;padding:12px 24px;border-radius:6px;"
        f"background:#0b57c2;color:#fff;text-decoration:none'>Open and acknowledge</a></p></div>"
    )

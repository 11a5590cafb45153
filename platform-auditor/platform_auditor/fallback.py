"""The way round a notifier that is down: the auditor tells people itself, by mail and webhook.

It shares nothing with notification: no database, no queue, no templates. It tells once what waits,
then at most once a minute what is new, and when pages go out again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Final

import aiosmtplib
import httpx

from platform_auditor import metrics
from platform_auditor.settings import Settings
from platform_contracts.audit import AwaitedPage
from platform_kit.logging import get_logger

SECONDS: Final = 4.0
EVERY: Final = 60.0
MOST_NAMED: Final = 50

Way = Callable[[str, str], Awaitable[None]]
"""Sends a subject and a text. Raises OSError, httpx.HTTPError, SMTPException, TimeoutError."""

_FAILURES = (OSError, httpx.HTTPError, aiosmtplib.SMTPException, TimeoutError, ValueError)

log = get_logger()


class Fallback:
    """Tells people what nobody is paged for while pages do not go out."""

    def __init__(
        self,
        ways: Sequence[tuple[str, Way]],
        after: float,
        public_url: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ways = ways
        self._after = after
        self._public_url = public_url.rstrip("/")
        self._clock = clock
        self._since: float | None = None
        self._began = datetime.now(UTC)
        self._told_at: float | None = None
        self._told: set[int] = set()

    async def look(self, outage: str | None, awaited: Sequence[AwaitedPage]) -> None:
        """One look: `outage` says why pages do not go out, None that they do."""
        now = self._clock()
        if outage is None:
            await self._over()
            return
        if self._since is None:
            self._since, self._began = now, datetime.now(UTC)
        if now - self._since < self._after:
            return
        new = [page.number for page in awaited if page.number not in self._told]
        if self._told_at is None or (new and now - self._told_at >= EVERY):
            await self._tell(outage, new, now)

    async def _tell(self, outage: str, new: list[int], now: float) -> None:
        began = self._began.strftime("%H:%M:%S UTC")
        named = [f"INC-{n} {self._public_url}/incidents/{n}" for n in sorted(new)[:MOST_NAMED]]
        if len(new) > MOST_NAMED:
            named.append(f"and {len(new) - MOST_NAMED} more")
        waiting = named or ["No incident waits for an acknowledgement now."]
        lines = [f"{outage} (since {began}).", "Not acknowledged, and perhaps nobody was paged:"]
        text = "\n".join([*(lines if named else lines[:1]), *waiting])
        if await self._send("Pages do not go out", text):
            self._told_at = now
            self._told.update(new)

    async def _over(self) -> None:
        if self._told_at is not None and not await self._send(
            "Pages go out again", "What waited is being sent now."
        ):
            return
        self._since = self._told_at = None
        self._told.clear()

    async def _send(self, subject: str, text: str) -> bool:
        """By every way; whether any of them took it."""
        results = await asyncio.gather(
            *(_try(name, way, subject, text) for name, way in self._ways)
        )
        return any(results)


async def _try(name: str, way: Way, subject: str, text: str) -> bool:
    try:
        async with asyncio.timeout(SECONDS):
            await way(subject, text)
    except _FAILURES as error:
        log.error("fallback_failed", way=name, reason=repr(error))
        metrics.FALLBACKS.labels(way=name, outcome="failed").inc()
        return False
    metrics.FALLBACKS.labels(way=name, outcome="sent").inc()
    return True


def ways(settings: Settings, outside: httpx.AsyncClient) -> list[tuple[str, Way]]:
    """The ways that the settings name."""
    found: list[tuple[str, Way]] = []
    if settings.fallback_email_to and settings.incident_email_smtp_host:
        found.append(("email", _by_mail(settings)))
    if settings.fallback_webhook_url:
        found.append(("webhook", _by_webhook(str(settings.fallback_webhook_url), outside)))
    return found


def _by_mail(settings: Settings) -> Way:
    async def send(subject: str, text: str) -> None:
        mail = EmailMessage()
        mail["From"] = settings.incident_email_from or settings.incident_email_smtp_user
        mail["To"] = settings.fallback_email_to
        mail["Subject"] = subject
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        await aiosmtplib.send(
            mail,
            hostname=settings.incident_email_smtp_host,
            port=settings.incident_email_smtp_port,
            username=settings.incident_email_smtp_user or None,
            password=settings.incident_email_smtp_password.get_secret_value() or None,
            start_tls=settings.incident_email_smtp_tls,
            timeout=SECONDS,
        )

    return send


def _by_webhook(url: str, outside: httpx.AsyncClient) -> Way:
    """A JSON body that Slack, Mattermost, Discord and any receiver of JSON understand."""

    async def send(subject: str, text: str) -> None:
        whole = f"{subject}\n{text}"
        (await outside.post(url, json={"text": whole, "content": whole})).raise_for_status()

    return send

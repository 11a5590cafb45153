"""Inbound mail: an SMTP server with an address for each integration, `<key>@<domain>`.

A mail is answered 250 after it is stored; 451 when the database is away, so that the sender's
server tries again; 550 for an unknown address, a sender that is not listed, and loops.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import FastAPI
from sqlalchemy.exc import TimeoutError as PoolTimeout

from alert_ingestion.integrations.senders import Known
from alert_ingestion.settings import Settings
from alert_ingestion.sources import Parsed
from alert_ingestion.sources import email as mail
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.wires.stage import Stage
from alert_ingestion.wires.wire import keep_refused_with, store_with
from platform_kit.addresses import is_in, read_address
from platform_kit.database import DATABASE_ERRORS
from platform_kit.logging import get_logger
from platform_kit.problems import Forbidden, NotFound, Problem, Unavailable

SOURCE: Final = mail.SOURCE
CONTENT_TYPE: Final = "message/rfc822"
MOST_RECIPIENTS: Final = 10
LATER: Final = "451 4.3.0 try again later; nothing was stored"
_AWAY = (*DATABASE_ERRORS, PoolTimeout, OSError, Unavailable)

log = get_logger()


def parse(raw: bytes, known: Known) -> Sequence[Parsed]:
    """The alert of a mail, as the integration reads it. Raises InvalidPayloadError."""
    return mail.parse(raw, known.email)


class Handler:
    """What aiosmtpd asks: whether a recipient is known, and to take the mail."""

    def __init__(self, app: FastAPI) -> None:
        self._stage: Stage = app.state.intake
        self._settings: Settings = app.state.settings
        self._app = app

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        """A recipient: the integration's key at our domain."""
        domain = address.rpartition("@")[2]
        if domain.lower() != self._settings.inbound_email_domain.lower():
            return "550 5.1.1 no such domain here"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        try:
            known = await find(self._app, address)
            _admit(self._stage, known, session, envelope)
        except _AWAY:
            return LATER
        except Problem as problem:
            return f"550 5.7.1 {problem.detail or problem.title}"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """A mail, for each of its recipients."""
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        try:
            for address in envelope.rcpt_tos:
                await take(self._app, raw, await find(self._app, address))
        except _AWAY:
            return LATER
        except InvalidPayloadError as error:
            return f"550 5.6.0 {str(error)[:200]}"
        except Problem as problem:
            return f"550 5.7.1 {problem.detail or problem.title}"
        return "250 2.6.0 stored"


async def find(app: FastAPI, address: str) -> Known:
    """The integration whose key is the address' name. Raises NotFound, and Unavailable."""
    stage: Stage = app.state.intake
    known = await stage.senders.find(app.state.database, address.rpartition("@")[0].lower())
    if known.source != SOURCE:
        raise NotFound("this address takes no mail")
    return known


async def take(app: FastAPI, raw: bytes, known: Known) -> None:
    """Store a mail. Raises InvalidPayloadError, Forbidden, and Unavailable: nothing was stored."""
    database, stage = app.state.database, app.state.intake
    settings: Settings = app.state.settings
    try:
        message = mail.read(raw)
        mail.refuse_loops(message, urlsplit(settings.public_url).hostname or "")
        allowed = (known.email or {}).get("allowed_senders") or ()
        if not mail.is_allowed(mail.header(message, "From"), allowed):
            raise Forbidden("this sender is not listed")
        parsed = parse(raw, known)
    except (InvalidPayloadError, Problem) as error:
        await keep_refused_with(database, known, SOURCE, raw, CONTENT_TYPE, error)
        raise
    await store_with(database, stage, known, SOURCE, parsed, raw, CONTENT_TYPE)


def _admit(stage: Stage, known: Known, session: Session, envelope: Envelope) -> None:
    """Raises Forbidden, and Unavailable over the rate limit."""
    if not known.enabled:
        raise Forbidden("this integration is switched off")
    peer: Any = session.peer
    address = read_address(str(peer[0])) if peer else None
    if known.networks and (address is None or not is_in(address, known.networks)):
        raise Forbidden("this integration takes nothing from this address")
    allowed = (known.email or {}).get("allowed_senders") or ()
    if envelope.mail_from and not mail.is_allowed(envelope.mail_from, allowed):
        raise Forbidden("this sender is not listed")
    if stage.limits.take(known.sender.scope, known.rate_limit):
        raise Unavailable("this integration sends more than its limit")


@asynccontextmanager
async def listening(app: FastAPI) -> AsyncGenerator[None]:
    """The SMTP server beside the API; nothing when INBOUND_EMAIL_PORT is 0."""
    settings: Settings = app.state.settings
    if not settings.inbound_email_port or not settings.runs_api:
        yield
        return
    handler = Handler(app)

    def serve() -> SMTP:
        return SMTP(
            handler,
            hostname=settings.inbound_email_domain,
            ident="mail for alerts",
            data_size_limit=settings.max_body_bytes,
            timeout=60,
            decode_data=False,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        serve, settings.inbound_email_host, settings.inbound_email_port
    )
    log.info("mail_listening", port=settings.inbound_email_port)
    try:
        yield
    finally:
        server.close()
        await server.wait_closed()

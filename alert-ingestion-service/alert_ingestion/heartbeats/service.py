"""Making heartbeats, hearing of them, and noticing who fell silent."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.event import Sender
from alert_ingestion.domain.own_alerts import TakesEvents
from alert_ingestion.heartbeats import repository
from alert_ingestion.heartbeats.models import HeartbeatRow
from platform_contracts.base import Page
from platform_contracts.monitors import (
    Heartbeat,
    HeartbeatCreated,
    HeartbeatPinged,
    HeartbeatState,
    PutHeartbeat,
)
from platform_contracts.vocabulary import AlertStatus, Severity
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.logging import get_logger
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Conflict, NotFound

SOURCE: Final = "heartbeat"
SENDER: Final = Sender(scope=SOURCE)
OUTAGE_SECONDS: Final = 30.0
AT_ONCE: Final = 200

log = get_logger()


def token_hash(token: str) -> str:
    """What is stored of a token: random ones need no salt."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


async def create(
    session: AsyncSession,
    body: PutHeartbeat,
    public_url: str,
    now: datetime,
    token: str | None = None,
) -> HeartbeatCreated:
    """A new heartbeat; its token is shown this once. Raises Conflict when the name is taken.

    `token` keeps one that its clients use already.
    """
    token = token or secrets.token_urlsafe(24)
    values = body.model_dump(exclude={"paused"})
    row = await repository.add(
        session,
        {
            **values,
            "id": new_id(),
            "token_hash": token_hash(token),
            "state": HeartbeatState.PAUSED if body.paused else HeartbeatState.NEW,
            "created_at": now,
        },
    )
    if row is None:
        raise Conflict(f"there is a heartbeat {body.name} already")
    return _with_token(row, token, public_url)


async def rotate(session: AsyncSession, heartbeat_id: UUID, public_url: str) -> HeartbeatCreated:
    """A new token; the old one is not heard any more."""
    row = await _found(session, heartbeat_id)
    token = secrets.token_urlsafe(24)
    row.token_hash = token_hash(token)
    await session.flush()
    return _with_token(row, token, public_url)


async def replace(
    session: AsyncSession, heartbeat_id: UUID, body: PutHeartbeat, now: datetime
) -> Heartbeat:
    """Change one; its token stays. Pausing a silent one ends its alert."""
    row = await _found(session, heartbeat_id)
    if await repository.is_taken(session, body.name, heartbeat_id):
        raise Conflict(f"there is a heartbeat {body.name} already")
    for name, value in body.model_dump(exclude={"paused"}).items():
        setattr(row, name, value)
    _pause_or_resume(row, paused=body.paused, now=now)
    await session.flush()
    return Heartbeat.model_validate(row)


async def set_paused(
    session: AsyncSession, heartbeat_id: UUID, now: datetime, *, paused: bool
) -> Heartbeat:
    """Pause or resume one."""
    row = await _found(session, heartbeat_id)
    _pause_or_resume(row, paused=paused, now=now)
    await session.flush()
    return Heartbeat.model_validate(row)


async def get_heartbeat(session: AsyncSession, heartbeat_id: UUID) -> Heartbeat:
    """One. Raises NotFound."""
    return Heartbeat.model_validate(await _found(session, heartbeat_id))


async def named(session: AsyncSession, name: str) -> Heartbeat | None:
    """The one with this name."""
    row = await repository.by_name(session, name)
    return Heartbeat.model_validate(row) if row else None


async def list_heartbeats(session: AsyncSession, cursor: str | None, limit: int) -> Page[Heartbeat]:
    """By name."""
    after: str = decode_cursor(cursor, str)[0] if cursor else ""
    rows = await repository.page(session, after, limit + 1)
    return page_of(rows, limit, Heartbeat.model_validate, lambda row: (row.name,))


async def delete(session: AsyncSession, heartbeat_id: UUID, intake: TakesEvents) -> None:
    """Remove one; the alert that it raised ends first."""
    row = await _found(session, heartbeat_id)
    if row.down_at is not None:
        await intake.take([alert_of(row, AlertStatus.RESOLVED)], SENDER)
    await repository.remove(session, heartbeat_id)


async def ping_by_token(session: AsyncSession, token: str) -> HeartbeatPinged:
    """Heard of the one with this token. Raises NotFound."""
    return _pinged(await repository.ping(session, "token_hash", token_hash(token)))


async def ping_by_name(session: AsyncSession, name: str) -> HeartbeatPinged:
    """Heard of the one with this name: only for callers that may post alerts."""
    return _pinged(await repository.ping(session, "name", name))


async def ping_by_id(session: AsyncSession, heartbeat_id: UUID) -> HeartbeatPinged:
    """Heard of the one with this id: only for callers that may post alerts."""
    return _pinged(await repository.ping(session, "id", heartbeat_id))


async def watch(database: Database, intake: TakesEvents) -> bool:
    """One turn: who is overdue becomes late or down, and the intake is told what it must know.

    After an outage of our own nobody is overdue before one more interval: they may have pinged
    in vain.
    """
    async with database.transaction() as session:
        if await repository.begin_turn(session, OUTAGE_SECONDS):
            await repository.grant_grace(session)
            log.info("heartbeats_granted_grace", after_seconds=OUTAGE_SECONDS)
        await repository.expire(session)
    return await tell(database, intake)


async def tell(database: Database, intake: TakesEvents) -> bool:
    """Hand what is untold to the intake; what a crash leaves untold is told again, harmlessly."""
    async with database.transaction() as session:
        rows = await repository.untold(session, AT_ONCE)
    if not rows:
        return False
    alerts = [alert_of(row, AlertStatus(row.untold or "firing")) for row in rows]
    await intake.take(alerts, SENDER)
    async with database.transaction() as session:
        await repository.told(session, [(row.id, row.untold or "firing") for row in rows])
    return len(rows) == AT_ONCE


def alert_of(row: HeartbeatRow, status: AlertStatus) -> NormalizedAlert:
    """The alert that a silent heartbeat raises, or its end."""
    silence = timedelta(seconds=row.interval_seconds + row.grace_seconds)
    firing = status is AlertStatus.FIRING
    return NormalizedAlert(
        source=SOURCE,
        scope=SOURCE,
        fingerprint=str(row.id),
        title=row.message or f"Heartbeat {row.name} has been silent for {silence}",
        description=row.description,
        service=row.service or row.name,
        environment=row.environment,
        severity=Severity(row.severity),
        status=status,
        starts_at=row.down_at if firing else None,
        ends_at=row.last_ping_at if not firing and row.state == HeartbeatState.UP else None,
        team=row.team,
        labels={"alertname": "HeartbeatMissing", "heartbeat": row.name},
    )


def _pause_or_resume(row: HeartbeatRow, *, paused: bool, now: datetime) -> None:
    if paused and row.state != HeartbeatState.PAUSED:
        if row.down_at is not None:
            row.untold = AlertStatus.RESOLVED
        row.state, row.due_at, row.down_at = HeartbeatState.PAUSED, None, None
    elif not paused and row.state == HeartbeatState.PAUSED:
        row.state = HeartbeatState.UP if row.last_ping_at else HeartbeatState.NEW
        if row.last_ping_at:
            row.due_at = now + timedelta(seconds=row.interval_seconds)


async def _found(session: AsyncSession, heartbeat_id: UUID) -> HeartbeatRow:
    row = await repository.get(session, heartbeat_id)
    if row is None:
        raise NotFound("there is no such heartbeat")
    return row


def _pinged(row: Any | None) -> HeartbeatPinged:
    if row is None:
        raise NotFound("there is no such heartbeat")
    return HeartbeatPinged(name=row.name, state=row.state, due_at=row.due_at)


def _with_token(row: HeartbeatRow, token: str, public_url: str) -> HeartbeatCreated:
    shown = Heartbeat.model_validate(row).model_dump()
    url = f"{public_url.rstrip('/')}/api/v1/heartbeats/{token}/ping"
    return HeartbeatCreated(**shown, token=token, ping_url=url)

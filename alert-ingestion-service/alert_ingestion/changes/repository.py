"""The change events' SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.changes.models import ChangeRow

_FORGET = text(
    """
    DELETE FROM alerts.change_events WHERE id IN (
        SELECT id FROM alerts.change_events
        WHERE received_at < now() - make_interval(days => :days) LIMIT :most)
    RETURNING 1
    """
)


@dataclass(frozen=True)
class Filter:
    """Which changes are wanted; None and empty lists leave out nothing. `until` is excluded."""

    services: tuple[str, ...] = ()
    environment: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def add(session: AsyncSession, values: dict[str, Any]) -> tuple[ChangeRow, bool]:
    """Store a change; returns the stored one and whether it is new."""
    statement = insert(ChangeRow).values(**values)
    statement = statement.on_conflict_do_nothing(index_elements=["scope", "change_key"])
    added = await session.scalar(statement.returning(ChangeRow))
    if added is not None:
        return added, True
    known = select(ChangeRow).where(
        ChangeRow.scope == values["scope"], ChangeRow.change_key == values["change_key"]
    )
    return (await session.scalars(known)).one(), False


async def get(session: AsyncSession, change_id: UUID) -> ChangeRow | None:
    """One change."""
    return await session.get(ChangeRow, change_id)


async def page(
    session: AsyncSession, wanted: Filter, before: tuple[datetime, UUID] | None, limit: int
) -> list[ChangeRow]:
    """Changes, the latest first."""
    query = select(ChangeRow).order_by(ChangeRow.at.desc(), ChangeRow.id.desc()).limit(limit)
    if wanted.services:
        query = query.where(ChangeRow.service.in_(wanted.services))
    if wanted.environment is not None:
        query = query.where(ChangeRow.environment == wanted.environment)
    if wanted.kind is not None:
        query = query.where(ChangeRow.kind == wanted.kind)
    if wanted.since is not None:
        query = query.where(ChangeRow.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(ChangeRow.at < wanted.until)
    if before is not None:
        query = query.where(tuple_(ChangeRow.at, ChangeRow.id) < before)
    return list(await session.scalars(query))


async def forget(session: AsyncSession, days: int, most: int) -> int:
    """Delete changes that were received so long ago; returns how many there were."""
    return len((await session.execute(_FORGET, {"days": days, "most": most})).all())

"""The SQL of responders and watchers."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.participants.models import ResponderRow, WatcherRow

Row = type[ResponderRow] | type[WatcherRow]


async def responders(session: AsyncSession, incident_id: UUID) -> list[ResponderRow]:
    """Who was asked to help, in that order."""
    query = select(ResponderRow).where(ResponderRow.incident_id == incident_id)
    query = query.order_by(ResponderRow.added_at, ResponderRow.person_id)
    return list(await session.scalars(query))


async def watchers(session: AsyncSession, incident_id: UUID) -> list[WatcherRow]:
    """Who watches, in the order in which they began."""
    query = select(WatcherRow).where(WatcherRow.incident_id == incident_id)
    query = query.order_by(WatcherRow.since, WatcherRow.person_id)
    return list(await session.scalars(query))


async def add(session: AsyncSession, kind: Row, values: dict[str, Any]) -> bool:
    """Add somebody; False when there already."""
    statement = insert(kind).values(**values).on_conflict_do_nothing().returning(kind.person_id)
    return await session.scalar(statement) is not None


async def remove(session: AsyncSession, kind: Row, incident_id: UUID, person_id: UUID) -> bool:
    """Take somebody out; False when not there."""
    statement = delete(kind).where(kind.incident_id == incident_id, kind.person_id == person_id)
    return await session.scalar(statement.returning(kind.person_id)) is not None

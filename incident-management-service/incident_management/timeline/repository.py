"""The timeline's SQL."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.timeline.models import TimelineRow


async def after(
    session: AsyncSession,
    incident_id: UUID,
    position: list[Any] | None,
    limit: int,
    *,
    curated: bool = False,
    kinds: Collection[str] = (),
) -> list[TimelineRow]:
    """Entries behind `position` = (at, id), oldest first."""
    query = select(TimelineRow).where(TimelineRow.incident_id == incident_id)
    if curated:
        query = query.where(or_(TimelineRow.important, TimelineRow.pinned))
    if kinds:
        query = query.where(TimelineRow.kind.in_(kinds))
    if position:
        query = query.where(tuple_(TimelineRow.at, TimelineRow.id) > tuple_(*position))
    query = query.order_by(TimelineRow.at, TimelineRow.id).limit(limit)
    return list(await session.scalars(query))


async def get(session: AsyncSession, incident_id: UUID, entry_id: UUID) -> TimelineRow | None:
    """One entry of an incident, locked."""
    query = select(TimelineRow).where(
        TimelineRow.id == entry_id, TimelineRow.incident_id == incident_id
    )
    return await session.scalar(query.with_for_update())

"""The timeline's SQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.timeline.models import TimelineRow


async def after(
    session: AsyncSession, incident_id: UUID, position: list[Any] | None, limit: int
) -> list[TimelineRow]:
    """Entries behind `position` = (at, id), oldest first."""
    query = select(TimelineRow).where(TimelineRow.incident_id == incident_id)
    if position:
        query = query.where(tuple_(TimelineRow.at, TimelineRow.id) > tuple_(*position))
    query = query.order_by(TimelineRow.at, TimelineRow.id).limit(limit)
    return list(await session.scalars(query))

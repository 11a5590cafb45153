"""The SQL of calendars that are read from an address."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.calendar_sources.models import SourceRow


async def of(session: AsyncSession, schedule: UUID | None, person: UUID | None) -> SourceRow | None:
    """The source of a schedule, of a person's leave, or (neither) of the holidays; locked."""
    query = select(SourceRow).where(
        SourceRow.schedule_id.is_not_distinct_from(schedule),
        SourceRow.person_id.is_not_distinct_from(person),
    )
    return await session.scalar(query.with_for_update())


async def claim(session: AsyncSession, now: datetime, retry: timedelta) -> SourceRow | None:
    """The source that is due for longest; tried again after `retry` unless somebody says more."""
    query = (
        select(SourceRow)
        .where(SourceRow.next_at <= now)
        .order_by(SourceRow.next_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = await session.scalar(query)
    if row is not None:
        row.next_at = now + retry
    return row


async def lock(session: AsyncSession, source: UUID) -> SourceRow | None:
    """One source, locked; None when it was removed meanwhile."""
    return await session.scalar(select(SourceRow).where(SourceRow.id == source).with_for_update())


async def failing(session: AsyncSession) -> int:
    """How many calendars could not be read the last time."""
    query = select(func.count()).select_from(SourceRow).where(SourceRow.failed_at.is_not(None))
    return (await session.execute(query)).scalar_one()

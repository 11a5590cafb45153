"""The schedules' SQL."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.schedules.models import ScheduleRow
from platform_kit.ids import new_id


async def find(session: AsyncSession, slug: str) -> ScheduleRow | None:
    """One schedule."""
    return await session.scalar(select(ScheduleRow).where(ScheduleRow.slug == slug))


async def by_slugs(session: AsyncSession, slugs: Collection[str]) -> dict[str, ScheduleRow]:
    """The schedules of these slugs."""
    query = select(ScheduleRow).where(ScheduleRow.slug.in_(slugs))
    return {row.slug: row for row in await session.scalars(query)}


async def put(session: AsyncSession, slug: str, values: dict[str, Any]) -> ScheduleRow:
    """Create or replace."""
    statement = insert(ScheduleRow).values(id=new_id(), slug=slug, **values)
    statement = statement.on_conflict_do_update(index_elements=["slug"], set_=values)
    rows = await session.scalars(
        statement.returning(ScheduleRow), execution_options={"populate_existing": True}
    )
    return rows.one()


async def page(session: AsyncSession, after: str, limit: int) -> list[ScheduleRow]:
    """Schedules by slug."""
    query = select(ScheduleRow).where(ScheduleRow.slug > after).order_by(ScheduleRow.slug)
    return list(await session.scalars(query.limit(limit)))

"""The schedules' SQL."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.schedules.models import ScheduleRow, VersionRow
from platform_kit.ids import new_id


async def find(session: AsyncSession, slug: str, *, lock: bool = False) -> ScheduleRow | None:
    """One schedule."""
    query = select(ScheduleRow).where(ScheduleRow.slug == slug)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(query)


async def by_slugs(session: AsyncSession, slugs: Collection[str]) -> dict[str, ScheduleRow]:
    """The schedules of these slugs."""
    query = select(ScheduleRow).where(ScheduleRow.slug.in_(slugs))
    return {row.slug: row for row in await session.scalars(query)}


async def by_ids(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, ScheduleRow]:
    """The schedules of these ids."""
    query = select(ScheduleRow).where(ScheduleRow.id.in_(ids))
    return {row.id: row for row in await session.scalars(query)}


async def add(session: AsyncSession, slug: str, values: dict[str, Any]) -> ScheduleRow | None:
    """Create; None when somebody else was faster."""
    statement = insert(ScheduleRow).values(id=new_id(), slug=slug, **values)
    statement = statement.on_conflict_do_nothing(index_elements=["slug"])
    return (await session.scalars(statement.returning(ScheduleRow))).first()


async def update_row(session: AsyncSession, row: ScheduleRow, values: dict[str, Any]) -> None:
    """Save the schedule as it shall be."""
    for name, value in values.items():
        setattr(row, name, value)
    await session.flush()


async def page(session: AsyncSession, after: str, limit: int) -> list[ScheduleRow]:
    """Schedules by slug."""
    query = select(ScheduleRow).where(ScheduleRow.slug > after).order_by(ScheduleRow.slug)
    return list(await session.scalars(query.limit(limit)))


async def versions(
    session: AsyncSession, schedules: Collection[UUID], since: datetime | None = None
) -> dict[UUID, list[VersionRow]]:
    """Versions by schedule, the oldest first: all, or those that hold at `since` or later."""
    query = select(VersionRow).where(VersionRow.schedule_id.in_(schedules))
    if since is not None:
        holding = (
            select(VersionRow.schedule_id, func.max(VersionRow.number).label("number"))
            .where(
                VersionRow.schedule_id.in_(schedules),
                VersionRow.since.is_(None) | (VersionRow.since <= since),
            )
            .group_by(VersionRow.schedule_id)
            .subquery()
        )
        query = query.outerjoin(holding, holding.c.schedule_id == VersionRow.schedule_id).where(
            holding.c.number.is_(None) | (VersionRow.number >= holding.c.number)
        )
    found: dict[UUID, list[VersionRow]] = {}
    for row in await session.scalars(query.order_by(VersionRow.number)):
        found.setdefault(row.schedule_id, []).append(row)
    return found


async def replace_future(
    session: AsyncSession, schedule: UUID, at: datetime, rows: list[VersionRow]
) -> None:
    """Put new versions in the place of those that do not hold yet."""
    await session.execute(
        delete(VersionRow).where(VersionRow.schedule_id == schedule, VersionRow.since > at)
    )
    session.add_all(rows)
    await session.flush()


async def remember_gap(session: AsyncSession, schedule: UUID, until: datetime) -> None:
    """Gaps up to `until` were told of."""
    await session.execute(
        update(ScheduleRow).where(ScheduleRow.id == schedule).values(gap_told_until=until)
    )

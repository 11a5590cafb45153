"""The SQL of feeds and absences."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.calendars.models import AbsenceRow, FeedRow
from oncall.overrides.models import TemporaryRow
from oncall.schedules.models import ScheduleRow


async def replace_feed(session: AsyncSession, row: FeedRow) -> None:
    """The person's or schedule's feed is this one now; an old address ends."""
    same = (
        FeedRow.person_id == row.person_id
        if row.person_id
        else FeedRow.schedule_id == row.schedule_id
    )
    await session.execute(delete(FeedRow).where(same))
    session.add(row)
    await session.flush()


async def remove_feed(
    session: AsyncSession, *, person: UUID | None = None, schedule: UUID | None = None
) -> None:
    """End a feed."""
    mine = FeedRow.person_id == person if person else FeedRow.schedule_id == schedule
    await session.execute(delete(FeedRow).where(mine))


async def feed_by_token(session: AsyncSession, token_hash: str) -> FeedRow | None:
    """The feed of a token."""
    return await session.scalar(select(FeedRow).where(FeedRow.token_hash == token_hash))


async def schedules_in_use(session: AsyncSession) -> list[ScheduleRow]:
    """Every schedule, by slug."""
    return list(await session.scalars(select(ScheduleRow).order_by(ScheduleRow.slug)))


async def end_imported(session: AsyncSession, schedule: UUID, now: datetime) -> None:
    """What was imported before ends now."""
    rows = await session.scalars(
        select(TemporaryRow)
        .where(
            TemporaryRow.schedule_id == schedule,
            TemporaryRow.source == "calendar",
            TemporaryRow.end_at > now,
        )
        .with_for_update()
    )
    for row in rows:
        row.end_at = max(now, row.start_at)
    await session.flush()


async def replace_absences(
    session: AsyncSession, person: UUID | None, kind: str, now: datetime, rows: list[AbsenceRow]
) -> None:
    """Imported absences that are not over are replaced; those made by hand stay."""
    owner = AbsenceRow.person_id == person if person else AbsenceRow.person_id.is_(None)
    await session.execute(
        delete(AbsenceRow).where(
            owner,
            AbsenceRow.kind == kind,
            AbsenceRow.source == "calendar",
            AbsenceRow.end_at > now,
        )
    )
    session.add_all(rows)
    await session.flush()


async def absences(
    session: AsyncSession, people: Collection[UUID], since: datetime, until: datetime
) -> list[AbsenceRow]:
    """Leave of these people and holidays that touch a span."""
    mine = or_(AbsenceRow.person_id.in_(people), AbsenceRow.person_id.is_(None))
    query = select(AbsenceRow).where(mine, AbsenceRow.start_at < until, AbsenceRow.end_at > since)
    return list(await session.scalars(query.order_by(AbsenceRow.start_at)))


async def remove_absence(session: AsyncSession, person: UUID, absence: UUID) -> bool:
    """Take a person's absence away; False when there is none."""
    result = await session.execute(
        delete(AbsenceRow)
        .where(AbsenceRow.id == absence, AbsenceRow.person_id == person)
        .returning(AbsenceRow.id)
    )
    return result.first() is not None

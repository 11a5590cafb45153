"""The swaps' SQL."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.swaps.models import SwapRow


async def find(session: AsyncSession, swap_id: UUID) -> SwapRow | None:
    """One swap, locked: it is taken once."""
    query = select(SwapRow).where(SwapRow.id == swap_id).with_for_update()
    return await session.scalar(query, execution_options={"populate_existing": True})


async def overlapping(
    session: AsyncSession, schedule: UUID, person: UUID, start: datetime, end: datetime
) -> SwapRow | None:
    """An open or accepted swap of the same person and schedule that touches the span."""
    query = select(SwapRow).where(
        SwapRow.schedule_id == schedule,
        SwapRow.person_id == person,
        SwapRow.state.in_(("open", "accepted")),
        SwapRow.start_at < end,
        SwapRow.end_at > start,
    )
    return (await session.scalars(query.limit(1))).first()


async def expire(session: AsyncSession) -> int:
    """End the open swaps whose time is over; returns how many."""
    result = await session.execute(
        update(SwapRow)
        .where(SwapRow.state == "open", SwapRow.expires_at <= func.now())
        .values(state="expired", decided_at=func.now())
        .returning(SwapRow.id)
    )
    return len(result.all())


async def page(
    session: AsyncSession, schedule: UUID | None, state: str | None, limit: int
) -> list[SwapRow]:
    """Swaps that are not over, the next shift first."""
    query = select(SwapRow).where(SwapRow.end_at > func.now())
    if schedule is not None:
        query = query.where(SwapRow.schedule_id == schedule)
    if state is not None:
        query = query.where(SwapRow.state == state)
    return list(await session.scalars(query.order_by(SwapRow.start_at).limit(limit)))

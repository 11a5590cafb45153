"""The SQL of overrides and temporary schedules."""

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.overrides.models import OverrideRow, TemporaryRow

Row = TypeVar("Row", OverrideRow, TemporaryRow)


async def find(session: AsyncSession, model: type[Row], row_id: UUID) -> Row | None:
    """One override or temporary schedule, locked."""
    query = select(model).where(model.id == row_id).with_for_update()
    return await session.scalar(query, execution_options={"populate_existing": True})


async def touching(
    session: AsyncSession,
    model: type[Row],
    schedules: Collection[UUID],
    since: datetime,
    until: datetime,
) -> list[Row]:
    """Those that touch [since, until), in the order of creation."""
    query = select(model).where(
        model.schedule_id.in_(schedules), model.end_at > since, model.start_at < until
    )
    return list(await session.scalars(query.order_by(model.seq)))

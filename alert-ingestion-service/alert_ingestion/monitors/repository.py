"""The monitors' SQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.monitors.models import MonitorRow
from platform_kit import claims


async def put(session: AsyncSession, row_id: UUID, values: dict[str, Any]) -> MonitorRow:
    """Create one, or replace the one of that name; what it found before is forgotten."""
    fresh = {**values, "due_at": func.now(), "updated_at": func.now()}
    statement = insert(MonitorRow).values(id=row_id, state="unknown", samples=[], claims=0, **fresh)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_=fresh)
    row = await session.scalars(
        statement.returning(MonitorRow), execution_options={"populate_existing": True}
    )
    return row.one()


async def get(session: AsyncSession, monitor_id: UUID) -> MonitorRow | None:
    """One, locked."""
    query = select(MonitorRow).where(MonitorRow.id == monitor_id).with_for_update()
    return await session.scalar(query, execution_options={"populate_existing": True})


async def by_name(session: AsyncSession, name: str) -> MonitorRow | None:
    """The one with this name."""
    return await session.scalar(select(MonitorRow).where(MonitorRow.name == name))


async def page(session: AsyncSession, after: str, limit: int) -> list[MonitorRow]:
    """By name."""
    query = select(MonitorRow).where(MonitorRow.name > after).order_by(MonitorRow.name)
    return list(await session.scalars(query.limit(limit)))


async def enabled(session: AsyncSession, most: int) -> list[MonitorRow]:
    """Those that are sampled."""
    query = select(MonitorRow).where(MonitorRow.enabled).order_by(MonitorRow.name).limit(most)
    return list(await session.scalars(query))


async def remove(session: AsyncSession, monitor_id: UUID) -> None:
    """Delete one."""
    await session.execute(delete(MonitorRow).where(MonitorRow.id == monitor_id))


async def claim_due(session: AsyncSession, most: int) -> list[MonitorRow]:
    """Those whose next sample is due; no other worker takes them meanwhile."""
    due = MonitorRow.enabled & (MonitorRow.due_at <= func.now())
    return await claims.claim(session, MonitorRow, due, MonitorRow.due_at, limit=most)


async def settle(session: AsyncSession, row: MonitorRow, values: dict[str, Any]) -> bool:
    """Write a sample; False when the claim is no longer ours."""
    seconds = func.make_interval(0, 0, 0, 0, 0, 0, row.interval_seconds)
    return await claims.settle(
        session, MonitorRow, row.id, row.claim_token, due_at=func.now() + seconds, **values
    )


async def untold(session: AsyncSession, most: int) -> list[MonitorRow]:
    """Those of which the intake has something to be told."""
    query = select(MonitorRow).where(MonitorRow.untold.is_not(None)).limit(most)
    return list(await session.scalars(query, execution_options={"populate_existing": True}))


async def told(session: AsyncSession, monitor_id: UUID, what: str) -> None:
    """The intake has stored it; what came since stays untold."""
    await session.execute(
        update(MonitorRow)
        .where(MonitorRow.id == monitor_id, MonitorRow.untold == what)
        .values(untold=None)
    )

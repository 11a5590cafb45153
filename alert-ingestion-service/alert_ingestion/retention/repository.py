"""The SQL of retention: partitions come and go whole, so nothing is deleted row by row."""

from datetime import date
from typing import Final, Literal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

Partitioned = Literal["alerts", "payloads"]
PARTITIONED: Final[tuple[Partitioned, ...]] = ("alerts", "payloads")

_DAYS = text(
    """
    SELECT to_date(right(c.relname, 8), 'YYYYMMDD') AS day
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = to_regclass('alerts.' || :parent) AND c.relname ~ '_[0-9]{8}$'
    ORDER BY day
    """
)


async def days(session: AsyncSession, parent: Partitioned) -> list[date]:
    """The days that have a partition of their own, oldest first."""
    return list(await session.scalars(_DAYS, {"parent": parent}))


async def make_partition(session: AsyncSession, parent: Partitioned, day: date) -> bool:
    """Make the partition of a day (UTC), unless it is there."""
    statement = text("SELECT alerts.make_partition(:parent, :day)")
    return bool(await session.scalar(statement, {"parent": parent, "day": day}))


async def drop_partition(session: AsyncSession, parent: Partitioned, day: date) -> bool:
    """Drop the partition of a day; alerts that still fire are kept."""
    await session.execute(text("SET LOCAL lock_timeout = '2s'"))
    statement = text("SELECT alerts.drop_partition(:parent, :day)")
    return bool(await session.scalar(statement, {"parent": parent, "day": day}))


async def forget_groups(session: AsyncSession, retention_days: int, limit: int) -> int:
    """Delete closed groups as old as the alerts that are gone; returns how many there were."""
    statement = text(
        """
        DELETE FROM alerts.alert_groups WHERE id IN (
            SELECT id FROM alerts.alert_groups
            WHERE state = 'closed' AND closed_at < now() - make_interval(days => :days)
            LIMIT :limit)
        RETURNING 1
        """
    )
    return len((await session.execute(statement, {"days": retention_days, "limit": limit})).all())

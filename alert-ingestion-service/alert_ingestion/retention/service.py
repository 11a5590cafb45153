"""Keeps as much as was asked for: partitions a week ahead, none older than the retention."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from alert_ingestion.alerts import repository as alerts
from alert_ingestion.retention import repository
from alert_ingestion.retention.repository import PARTITIONED, Partitioned
from platform_kit.clock import now as read_clock
from platform_kit.database import Database

AHEAD: Final = 7
AT_ONCE: Final = 1000

Archive = Callable[[Partitioned, date], Awaitable[None]]
"""Called with each partition before it is dropped; when it raises, the partition stays."""


async def not_archived(_: Partitioned, __: date) -> None:
    """The default: what is past its retention is dropped as it is."""


async def keep_partitions(
    database: Database,
    kept_days: dict[Partitioned, int],
    archive: Archive = not_archived,
) -> None:
    """One round; each partition is made or dropped in a transaction of its own.

    Ids carry the wall clock of the process that minted them, so days are counted by it; what is
    past its retention is counted by the database's clock.
    """
    today = datetime.now(UTC).date()
    for parent in PARTITIONED:
        async with database.transaction() as session:
            oldest = (await read_clock(session)).date() - timedelta(days=kept_days[parent])
            there = await repository.days(session, parent)
        for day in (today + timedelta(days=ahead) for ahead in range(AHEAD + 1)):
            if day not in there:
                async with database.transaction() as session:
                    await repository.make_partition(session, parent, day)
        for day in (day for day in there if day < oldest):
            await archive(parent, day)
            async with database.transaction() as session:
                await repository.drop_partition(session, parent, day)


async def forget_old(database: Database, retention_days: int) -> bool:
    """Delete a bounded number of states and groups that are past use; whether there were many."""
    async with database.transaction() as session:
        states = await alerts.forget(session, AT_ONCE)
        groups = await repository.forget_groups(session, retention_days, AT_ONCE)
    return max(states, groups) == AT_ONCE

"""The console's feed."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts.models import AlertRow
from platform_kit.clock import now as read_clock
from platform_kit.ids import floor_of

LOOK_BACK = timedelta(days=7)
FEED: tuple[str, ...] = ("demo", "monitor", "heartbeat")


async def newest(session: AsyncSession, most: int) -> list[AlertRow]:
    """The newest alerts of the console's own sources."""
    floor = floor_of(await read_clock(session) - LOOK_BACK)
    query = (
        select(AlertRow)
        .where(AlertRow.source.in_(FEED), AlertRow.id >= floor)
        .order_by(AlertRow.id.desc())
    )
    return list(await session.scalars(query.limit(most)))

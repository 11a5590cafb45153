"""The SQL of channels' settings."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notification.channels.models import ChannelRow
from platform_contracts.vocabulary import Channel


async def every(session: AsyncSession) -> list[ChannelRow]:
    """All that were saved."""
    query = select(ChannelRow).execution_options(populate_existing=True)
    return list(await session.scalars(query))


async def get(session: AsyncSession, channel: Channel) -> ChannelRow | None:
    """One channel's settings."""
    return await session.get(ChannelRow, str(channel), populate_existing=True)


async def put(session: AsyncSession, channel: Channel, values: dict[str, Any]) -> ChannelRow:
    """Create or replace."""
    fresh = {**values, "refused": "", "saved_at": func.now()}
    statement = insert(ChannelRow).values(channel=channel, **fresh)
    statement = statement.on_conflict_do_update(index_elements=["channel"], set_=fresh)
    rows = await session.scalars(
        statement.returning(ChannelRow), execution_options={"populate_existing": True}
    )
    return rows.one()


async def put_if_new(session: AsyncSession, channel: Channel, values: dict[str, Any]) -> None:
    """Create; what is there stays."""
    statement = insert(ChannelRow).values(
        channel=channel, enabled=True, refused="", saved_at=func.now(), **values
    )
    await session.execute(statement.on_conflict_do_nothing())


async def refuse(session: AsyncSession, channel: Channel, reason: str) -> bool:
    """Remember that the provider takes the settings no more; False when that was known."""
    statement = (
        update(ChannelRow)
        .where(ChannelRow.channel == channel, ChannelRow.refused == "")
        .values(refused=reason, saved_at=ChannelRow.saved_at)
        .returning(ChannelRow.channel)
    )
    return (await session.scalar(statement)) is not None

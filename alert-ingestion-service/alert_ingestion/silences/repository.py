"""The silences' SQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.silences.models import SilenceRow


async def not_over(session: AsyncSession, now: datetime) -> Sequence[SilenceRow]:
    """Silences that are active or will be."""
    query = select(SilenceRow).where(SilenceRow.ends_at > now).order_by(SilenceRow.id)
    return list(await session.scalars(query, execution_options={"populate_existing": True}))


async def newest(session: AsyncSession, before: UUID | None, limit: int) -> list[SilenceRow]:
    """Silences of any state, the newest first."""
    query = select(SilenceRow).order_by(SilenceRow.id.desc()).limit(limit)
    if before:
        query = query.where(SilenceRow.id < before)
    return list(await session.scalars(query))


async def get(session: AsyncSession, silence_id: UUID, *, lock: bool = False) -> SilenceRow | None:
    """One silence."""
    query = select(SilenceRow).where(SilenceRow.id == silence_id)
    return await session.scalar(query.with_for_update() if lock else query)

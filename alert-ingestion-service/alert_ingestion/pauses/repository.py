"""The pause rules' SQL."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.pauses.models import PauseRow


async def rules(session: AsyncSession) -> Sequence[PauseRow]:
    """All rules, by name."""
    query = select(PauseRow).order_by(PauseRow.name, PauseRow.id)
    return list(await session.scalars(query, execution_options={"populate_existing": True}))


async def get(session: AsyncSession, rule_id: UUID) -> PauseRow | None:
    """One rule."""
    return await session.get(PauseRow, rule_id)


async def remove(session: AsyncSession, rule_id: UUID) -> None:
    """Delete a rule."""
    await session.execute(delete(PauseRow).where(PauseRow.id == rule_id))

"""SQL of plans."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.plans.models import ActedOn


async def of_incident(session: AsyncSession, incident_id: UUID) -> Sequence[ActedOn]:
    """What was done with the steps of an incident's plan, the oldest first."""
    rows = await session.scalars(
        select(ActedOn).where(ActedOn.incident_id == incident_id).order_by(ActedOn.at, ActedOn.id)
    )
    return rows.all()


async def put(session: AsyncSession, row: dict[str, Any]) -> None:
    """Remember what became of a step; the last word counts."""
    statement = insert(ActedOn).values(row)
    changed = {name: statement.excluded[name] for name in row if name != "id"}
    await session.execute(
        statement.on_conflict_do_update(index_elements=[ActedOn.id], set_=changed)
    )

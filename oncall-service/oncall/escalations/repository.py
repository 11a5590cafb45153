"""The escalations' SQL."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.escalations.models import EscalationRow, StepRow
from platform_kit.ids import new_id

PAGING = ("triggered", "nobody_on_call", "suppressed")


async def start(session: AsyncSession, incident_id: UUID, values: dict[str, Any]) -> bool:
    """Begin a cycle; False when this cycle, or a later one, is known already."""
    statement = insert(EscalationRow).values(incident_id=incident_id, **values)
    statement = statement.on_conflict_do_update(
        index_elements=["incident_id"],
        set_=values,
        where=EscalationRow.cycle < values["cycle"],
    )
    return (await session.scalar(statement.returning(EscalationRow.incident_id))) is not None


async def find(
    session: AsyncSession, incident_id: UUID, *, lock: bool = False
) -> EscalationRow | None:
    """The escalation of an incident."""
    query = select(EscalationRow).where(EscalationRow.incident_id == incident_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(query)


async def due(session: AsyncSession, limit: int) -> list[EscalationRow]:
    """Escalations whose time has come, oldest first, locked; others may take the rest."""
    query = (
        select(EscalationRow)
        .where(EscalationRow.state.in_(PAGING), EscalationRow.due_at <= func.now())
        .order_by(EscalationRow.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(await session.scalars(query))


async def add_step(
    session: AsyncSession, row: EscalationRow, person_id: UUID, explanation: str, at: datetime
) -> bool:
    """Record that a person is paged on the row's level; False when that was done before."""
    statement = (
        insert(StepRow)
        .values(
            id=new_id(),
            incident_id=row.incident_id,
            cycle=row.cycle,
            pass_no=row.pass_no,
            level=row.level,
            person_id=person_id,
            explanation=explanation,
            at=at,
        )
        .on_conflict_do_nothing()
    )
    return (await session.scalar(statement.returning(StepRow.id))) is not None


async def live(session: AsyncSession, limit: int) -> list[UUID]:
    """Incidents whose escalation is not stopped."""
    query = select(EscalationRow.incident_id).where(EscalationRow.state != "stopped")
    return list(await session.scalars(query.order_by(EscalationRow.started_at).limit(limit)))


async def by_state(session: AsyncSession) -> dict[str, int]:
    """How many escalations are in each state, stopped ones left out."""
    query = (
        select(EscalationRow.state, func.count())
        .where(EscalationRow.state != "stopped")
        .group_by(EscalationRow.state)
    )
    rows: list[Any] = list(await session.execute(query))
    return {row[0]: row[1] for row in rows}

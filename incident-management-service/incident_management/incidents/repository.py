"""The incidents' SQL."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import load_only

from incident_management.incidents.models import IncidentAlertRow, IncidentRow
from platform_contracts.vocabulary import EscalationState, IncidentStatus


async def find(session: AsyncSession, key: UUID | int, *, lock: bool = False) -> IncidentRow | None:
    """One incident by id or number; locked until the transaction ends when it will be changed."""
    column = IncidentRow.number if isinstance(key, int) else IncidentRow.id
    query = select(IncidentRow).where(column == key)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(query)


async def paging_of(session: AsyncSession, incident_ids: list[UUID]) -> list[IncidentRow]:
    """What decides whether these still want pages."""
    wanted = (
        IncidentRow.id,
        IncidentRow.status,
        IncidentRow.cycle,
        IncidentRow.escalation_state,
    )
    query = select(IncidentRow).options(load_only(*wanted, raiseload=True))
    return list(await session.scalars(query.where(IncidentRow.id.in_(incident_ids))))


async def insert_new(session: AsyncSession, incident_id: UUID, values: dict[str, Any]) -> bool:
    """Insert; False when the id is there already."""
    statement = insert(IncidentRow).values(id=incident_id, **values).on_conflict_do_nothing()
    return (await session.scalar(statement.returning(IncidentRow.id))) is not None


async def attach(
    session: AsyncSession, incident_id: UUID, alert_ids: Iterable[UUID], at: datetime
) -> int:
    """Remember alerts of the incident; returns how many were not known before."""
    rows = [
        {"incident_id": incident_id, "alert_id": alert_id, "attached_at": at}
        for alert_id in dict.fromkeys(alert_ids)
    ]
    if not rows:
        return 0
    statement = insert(IncidentAlertRow).values(rows).on_conflict_do_nothing()
    return len(list(await session.scalars(statement.returning(IncidentAlertRow.alert_id))))


async def snooze_over(session: AsyncSession, limit: int) -> list[IncidentRow]:
    """Active incidents whose snooze is over, locked; those that another replica has are left."""
    query = (
        select(IncidentRow)
        .where(
            IncidentRow.snoozed_until <= func.now(),
            IncidentRow.status.not_in((IncidentStatus.RESOLVED, IncidentStatus.CLOSED)),
        )
        .order_by(IncidentRow.snoozed_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(await session.scalars(query))


async def suppressed(session: AsyncSession, services: Sequence[str]) -> list[IncidentRow]:
    """Open incidents of the services whose pages wait for the end of maintenance, locked."""
    query = (
        select(IncidentRow)
        .where(
            IncidentRow.service.in_(services),
            IncidentRow.escalation_state == EscalationState.SUPPRESSED,
            IncidentRow.status == IncidentStatus.OPEN,
        )
        .order_by(IncidentRow.id)
        .with_for_update()
    )
    return list(await session.scalars(query))

"""The SQL of links, and of alerts that change their incident."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents.models import IncidentAlertRow, IncidentRow
from incident_management.merging.models import LinkRow

_MOVE = text(
    """
    WITH moved AS (
        DELETE FROM incidents.incident_alerts
        WHERE incident_id = :source AND alert_id = ANY (:alerts)
        RETURNING alert_id, attached_at)
    INSERT INTO incidents.incident_alerts (incident_id, alert_id, attached_at)
    SELECT :target, alert_id, attached_at FROM moved ON CONFLICT DO NOTHING
    RETURNING alert_id
    """
)


async def lock_both(session: AsyncSession, one: UUID, other: UUID) -> dict[UUID, IncidentRow]:
    """Both incidents, locked in the order of their ids: two merges never wait for each other."""
    query = (
        select(IncidentRow)
        .where(IncidentRow.id.in_((one, other)))
        .order_by(IncidentRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in await session.scalars(query)}


async def alerts(
    session: AsyncSession, incident_id: UUID, after: Sequence[object] | None, limit: int
) -> list[IncidentAlertRow]:
    """Alerts of an incident by id; `after` = (alert id)."""
    query = select(IncidentAlertRow).where(IncidentAlertRow.incident_id == incident_id)
    if after:
        query = query.where(IncidentAlertRow.alert_id > after[0])
    return list(await session.scalars(query.order_by(IncidentAlertRow.alert_id).limit(limit)))


async def alert_ids(session: AsyncSession, incident_id: UUID) -> list[UUID]:
    """The ids of all alerts of an incident."""
    query = select(IncidentAlertRow.alert_id).where(IncidentAlertRow.incident_id == incident_id)
    return list(await session.scalars(query))


async def move_alerts(
    session: AsyncSession, source: UUID, target: UUID, ids: Sequence[UUID]
) -> list[UUID]:
    """Move alerts; returns those that moved."""
    values = {"source": source, "target": target, "alerts": list(ids)}
    return list(await session.scalars(_MOVE, values))


async def link(session: AsyncSession, source: UUID, target: UUID, kind: str, now: datetime) -> None:
    """Link, or change the kind of a link."""
    statement = insert(LinkRow).values(source_id=source, target_id=target, kind=kind, linked_at=now)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["source_id", "target_id"], set_={"kind": kind}
        )
    )


async def unlink(session: AsyncSession, one: UUID, other: UUID) -> bool:
    """Take the links between two incidents away; False when there was none."""
    statement = delete(LinkRow).where(
        or_(
            (LinkRow.source_id == one) & (LinkRow.target_id == other),
            (LinkRow.source_id == other) & (LinkRow.target_id == one),
        )
    )
    return (await session.execute(statement.returning(LinkRow.kind))).first() is not None


async def links(session: AsyncSession, incident_id: UUID) -> list[tuple[LinkRow, IncidentRow]]:
    """Links of an incident in both directions, each with the incident at its other end."""
    query = (
        select(LinkRow, IncidentRow)
        .join(
            IncidentRow,
            or_(
                (LinkRow.source_id == incident_id) & (IncidentRow.id == LinkRow.target_id),
                (LinkRow.target_id == incident_id) & (IncidentRow.id == LinkRow.source_id),
            ),
        )
        .order_by(LinkRow.linked_at, IncidentRow.id)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]

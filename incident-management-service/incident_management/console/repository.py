"""The SQL of the console."""

from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents.models import IncidentRow
from incident_management.lists.filters import OPEN, Conditions
from incident_management.timeline.models import TimelineRow

FEED = 50


async def feed(session: AsyncSession, where: Conditions) -> list[Any]:
    """What happened lately to the newest incidents, the newest first."""
    newest = select(IncidentRow.id).where(*where).order_by(IncidentRow.opened_at.desc()).limit(FEED)
    query = (
        select(
            TimelineRow.at,
            TimelineRow.incident_id,
            IncidentRow.number,
            TimelineRow.kind,
            TimelineRow.message,
        )
        .join(IncidentRow, IncidentRow.id == TimelineRow.incident_id)
        .where(TimelineRow.incident_id.in_(newest), or_(TimelineRow.important, TimelineRow.pinned))
        .order_by(TimelineRow.at.desc(), TimelineRow.id.desc())
        .limit(FEED)
    )
    return list(await session.execute(query))


async def newest_alert(session: AsyncSession, where: Conditions) -> dict[str, Any] | None:
    """The alert of the newest incident that an alert opened."""
    query = select(IncidentRow.source_alert).where(IncidentRow.source_alert.is_not(None), *where)
    return await session.scalar(query.order_by(IncidentRow.opened_at.desc()).limit(1))


async def newest(session: AsyncSession, where: Conditions) -> UUID | None:
    """The newest incident."""
    query = select(IncidentRow.id).where(*where)
    return await session.scalar(query.order_by(IncidentRow.opened_at.desc()).limit(1))


async def open_with_fingerprint(
    session: AsyncSession, fingerprint: str, where: Conditions
) -> UUID | None:
    """The newest open incident that an alert of this fingerprint opened."""
    query = select(IncidentRow.id).where(
        OPEN, IncidentRow.source_alert["fingerprint"].astext == fingerprint, *where
    )
    return await session.scalar(query.order_by(IncidentRow.opened_at.desc()).limit(1))

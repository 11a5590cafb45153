"""Incidents that time has come for. Rows that another replica holds are left to it."""

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents.models import IncidentRow

_LEFT_ALONE = text(
    """
    SELECT i.id FROM incidents.incidents AS i
    JOIN incidents.services AS s ON s.slug = i.service
    WHERE i.status NOT IN ('resolved', 'closed') AND s.auto_resolve_minutes IS NOT NULL
      AND i.opened_at <= now() - make_interval(mins => s.auto_resolve_minutes)
      AND i.updated_at <= now() - make_interval(mins => s.auto_resolve_minutes)
      AND (i.snoozed_until IS NULL OR i.snoozed_until <= now())
    ORDER BY i.opened_at LIMIT :limit
    """
)


async def promises_due(session: AsyncSession, limit: int) -> list[IncidentRow]:
    """Incidents whose promise is soon broken, or just was."""
    query = (
        select(IncidentRow)
        .where(IncidentRow.sla_next_at <= func.now())
        .order_by(IncidentRow.sla_next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(await session.scalars(query))


async def left_alone(session: AsyncSession, limit: int) -> list[IncidentRow]:
    """Open incidents that nothing happened to for as long as their service waits."""
    ids = list(await session.scalars(_LEFT_ALONE, {"limit": limit}))
    query = (
        select(IncidentRow)
        .where(IncidentRow.id.in_(ids))
        .order_by(IncidentRow.id)
        .with_for_update(skip_locked=True)
    )
    return list(await session.scalars(query)) if ids else []

"""The SQL of the audit."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents.models import IncidentRow

# An incident counts from its last change of status or severity, not from its opening: one that
# was reopened a second ago is still on its way to oncall.
_AWAITED = text(
    """
    SELECT i.id AS incident_id, i.number, i.cycle FROM incidents.incidents AS i
    WHERE i.status = 'open' AND i.urgency <> 'none'
      AND i.opened_at < now() - make_interval(secs => :settled)
      AND NOT EXISTS (
          SELECT 1 FROM incidents.timeline_entries AS t
          WHERE t.incident_id = i.id AND t.at >= now() - make_interval(secs => :settled)
            AND t.kind IN ('status_changed', 'severity_changed'))
    ORDER BY i.id LIMIT :most
    """
)
_BY_STATUS = text(
    """
    SELECT status, count(*) AS number FROM incidents.incidents
    WHERE status NOT IN ('resolved', 'closed') GROUP BY status
    """
)
_WAITING = text(
    """
    SELECT DISTINCT (body ->> 'incident_id')::uuid AS incident_id FROM incidents.outbox_messages
    WHERE type = 'StartEscalation' AND dead_at IS NULL AND key = ANY (:keys)
    """
)


async def awaited(session: AsyncSession, settled: float, most: int) -> list[Any]:
    """Open, unacknowledged incidents that need a page and have not changed for `settled` s."""
    return list(await session.execute(_AWAITED, {"settled": settled, "most": most}))


async def by_status(session: AsyncSession) -> dict[str, int]:
    """How many incidents are in each status; resolved and closed ones left out."""
    rows: list[Any] = list(await session.execute(_BY_STATUS))
    return {row.status: row.number for row in rows}


async def waiting(session: AsyncSession, keys: Collection[str]) -> set[UUID]:
    """Incidents whose request to page is not delivered yet, by order key."""
    rows = await session.execute(_WAITING, {"keys": list(keys)})
    return {row.incident_id for row in rows}


async def lock_unanswered(session: AsyncSession, ids: Collection[UUID]) -> list[IncidentRow]:
    """Those of `ids` that are open and need a page; locked until the transaction ends."""
    query = (
        select(IncidentRow)
        .where(IncidentRow.id.in_(ids), IncidentRow.status == "open", IncidentRow.urgency != "none")
        .order_by(IncidentRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(query))

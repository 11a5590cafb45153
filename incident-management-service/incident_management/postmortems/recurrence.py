"""Earlier incidents of the same cause: said so by people, same category, or the same alert."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents.models import IncidentRow
from incident_management.lists import repository as lists
from incident_management.lists.filters import Scope
from incident_management.postmortems.models import PostmortemRow

MOST = 10
_EARLIER = text(
    """
    SELECT i.id,
           CASE WHEN l.kind IS NOT NULL THEN 'linked as the same cause'
                WHEN p.category = :category THEN 'same kind of cause: ' || p.category
                ELSE 'the same alert' END AS why,
           coalesce(p.root_cause, '') AS root_cause
    FROM incidents.incidents AS i
    LEFT JOIN incidents.postmortems AS p ON p.incident_id = i.id
    LEFT JOIN incidents.incident_links AS l ON l.kind IN ('same_cause', 'duplicate') AND (
        (l.source_id = :id AND l.target_id = i.id) OR (l.target_id = :id AND l.source_id = i.id))
    WHERE i.id <> :id AND i.opened_at <= :opened_at AND i.merged_into IS NULL
      AND (l.kind IS NOT NULL OR (i.service = :service AND (
              p.category = :category OR i.source_alert ->> 'fingerprint' = :fingerprint)))
    ORDER BY (l.kind IS NULL), i.opened_at DESC LIMIT :most
    """
)


@dataclass(frozen=True)
class Earlier:
    """An earlier incident, and why it is thought to have the same cause."""

    incident: IncidentRow
    why: str
    root_cause: str


async def earlier(session: AsyncSession, row: IncidentRow, scope: Scope) -> list[Earlier]:
    """Incidents of the same cause that the caller may see, those that people linked first."""
    rca = await session.get(PostmortemRow, row.id)
    values: dict[str, Any] = {
        "id": row.id,
        "opened_at": row.opened_at,
        "service": row.service,
        "category": (rca.category if rca else None) or "",
        "fingerprint": (row.source_alert or {}).get("fingerprint", ""),
        "most": MOST,
    }
    found = list(await session.execute(_EARLIER, values))
    if not found:
        return []
    where = [IncidentRow.id.in_([entry.id for entry in found]), *scope.conditions()]
    visible = {entry.id: entry for entry in await lists.page(session, where, None, MOST)}
    return [
        Earlier(visible[entry.id], entry.why, entry.root_cause)
        for entry in found
        if entry.id in visible
    ]

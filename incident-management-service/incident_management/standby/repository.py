"""The SQL of standing in for oncall."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents.models import IncidentRow
from incident_management.standby.models import OnCallCopyRow, StoodInRow

_TEAMS = text(
    """
    SELECT DISTINCT team FROM incidents.services WHERE team IS NOT NULL
    UNION SELECT DISTINCT team FROM incidents.incidents
    WHERE status NOT IN ('resolved', 'closed') AND team IS NOT NULL
    ORDER BY 1 LIMIT 500
    """
)
_UNHEARD = text(
    """
    SELECT i.id FROM incidents.outbox_messages AS m
    JOIN incidents.incidents AS i ON i.id = (m.body ->> 'incident_id')::uuid
    WHERE m.type = 'StartEscalation' AND m.dead_at IS NULL
      AND m.enqueued_at < now() - make_interval(secs => :patience)
      AND (m.body ->> 'cycle')::int = i.cycle AND i.status = 'open'
      AND (i.suppressed_until IS NULL OR i.suppressed_until <= now())
      AND NOT EXISTS (SELECT 1 FROM incidents.stood_in AS s
                      WHERE s.incident_id = i.id AND s.cycle = i.cycle)
    ORDER BY m.seq LIMIT :limit
    """
)


async def teams(session: AsyncSession) -> list[str]:
    """Teams that own services or open incidents."""
    return list(await session.scalars(_TEAMS))


async def keep(session: AsyncSession, team: str, people: list[dict[str, Any]]) -> None:
    """Remember who is on call now."""
    values = {"people": people, "fetched_at": func.now()}
    statement = insert(OnCallCopyRow).values(team=team, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["team"], set_=values))


async def copy_of(session: AsyncSession, team: str) -> OnCallCopyRow | None:
    """Who was on call last, when that is not older than a day."""
    return await session.scalar(
        select(OnCallCopyRow).where(
            OnCallCopyRow.team == team,
            OnCallCopyRow.fetched_at > func.now() - text("interval '24 hours'"),
        )
    )


async def unheard(session: AsyncSession, patience: float, limit: int) -> list[IncidentRow]:
    """Open incidents whose request to page oncall has not taken for so many seconds, locked."""
    ids: list[UUID] = list(await session.scalars(_UNHEARD, {"patience": patience, "limit": limit}))
    if not ids:
        return []
    query = select(IncidentRow).where(IncidentRow.id.in_(ids)).order_by(IncidentRow.id)
    return list(await session.scalars(query.with_for_update(skip_locked=True)))


async def mark(session: AsyncSession, row: IncidentRow) -> bool:
    """Note that the cycle is paged from here; False when it was already."""
    statement = insert(StoodInRow).values(incident_id=row.id, cycle=row.cycle, at=func.now())
    returned = statement.on_conflict_do_nothing().returning(StoodInRow.cycle)
    return await session.scalar(returned) is not None

"""The notifications' SQL."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notification.notifications.models import StopRow
from platform_kit.statements import as_json, run

_ACCEPT: Final = """
    INSERT INTO notifications.notifications (key, incident_id, person_id, accepted_at)
    SELECT key, incident_id, person_id, now()
    FROM jsonb_to_recordset($1::jsonb) AS new(key text, incident_id uuid, person_id uuid)
    ON CONFLICT DO NOTHING RETURNING key
    """
_STOPS: Final = (
    "SELECT incident_id, cycle FROM notifications.stops WHERE incident_id = ANY ($1::uuid[])"
)


async def accept(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Remember pages; returns the keys of those that were not accepted before."""
    return {row.key for row in await run(session, _ACCEPT, as_json(rows))}


async def stops_of(session: AsyncSession, incidents: Sequence[UUID]) -> dict[UUID, int]:
    """The cycles up to which these incidents were answered."""
    rows = await run(session, _STOPS, list(incidents))
    return {row.incident_id: row.cycle for row in rows}


async def stop(
    session: AsyncSession, incident_id: UUID, cycle: int, *, final: bool, reason: str
) -> None:
    """Remember the answer; a late one never takes a newer one back."""
    statement = insert(StopRow).values(
        incident_id=incident_id, cycle=cycle, final=final, reason=reason
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["incident_id"],
            set_={
                "cycle": func.greatest(StopRow.cycle, cycle),
                "final": final,
                "reason": reason,
            },
            where=StopRow.cycle <= cycle,
        )
    )

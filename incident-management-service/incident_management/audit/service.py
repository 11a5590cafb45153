"""Which incidents must be paged for, and asking oncall once more."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.audit import repository
from incident_management.incidents import changes
from platform_contracts.audit import AwaitedPage, EscalationsRepaired, IncidentsAudit
from platform_contracts.vocabulary import IncidentStatus, Service
from platform_kit.logging import get_logger

MOST = 10_000
SETTLED_SECONDS = 30.0

log = get_logger()


async def audit(session: AsyncSession) -> IncidentsAudit:
    """Every open, unacknowledged incident that needs a page, 30 s after its last change."""
    rows = await repository.awaited(session, SETTLED_SECONDS, MOST + 1)
    counts = await repository.by_status(session)
    return IncidentsAudit(
        awaited=[AwaitedPage.model_validate(row) for row in rows[:MOST]],
        complete=len(rows) <= MOST,
        by_status={IncidentStatus(status): number for status, number in counts.items()},
    )


async def repair(
    session: AsyncSession, incident_ids: Collection[UUID], now: datetime
) -> EscalationsRepaired:
    """Ask oncall again for incidents that nobody has answered.

    The cycle stays, so an escalation that exists after all is not started a second time.
    """
    rows = await repository.lock_unanswered(session, set(incident_ids))
    on_their_way = await repository.waiting(session, [f"{Service.ONCALL}:{row.id}" for row in rows])
    requested = [row for row in rows if row.id not in on_their_way]
    for row in requested:
        shown = row.escalation_state
        await changes.start_escalation(session, row, now)
        if row.escalation_state != shown:
            await changes.save(session, row, now)
        log.warning("escalation_requested_again", incident_id=str(row.id), number=row.number)
    return EscalationsRepaired(
        requested=[row.id for row in requested],
        waiting=[row.id for row in rows if row.id in on_their_way],
    )

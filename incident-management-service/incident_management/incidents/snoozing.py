"""Nobody is paged for a while; then from the first level again."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.domain import lifecycle
from incident_management.incidents import changes, repository
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.service import Key, writable
from incident_management.incidents.steps import take_step
from incident_management.incidents.view import incident_view
from incident_management.sla import clock
from incident_management.timeline import service as timeline
from platform_contracts.incidents import Incident
from platform_contracts.people import Actor
from platform_contracts.vocabulary import IncidentStatus, TimelineKind
from platform_kit.auth.principal import Principal
from platform_kit.clock import now as read_clock
from platform_kit.problems import Conflict, Invalid

LONGEST_SNOOZE: Final = timedelta(days=30)


async def snooze(
    session: AsyncSession, key: Key, until: datetime, by: Principal, now: datetime, note: str = ""
) -> Incident:
    """Nobody is paged until then; after that from the first level. Raises Conflict, Invalid."""
    row = await writable(session, key, by)
    check(row, until, now)
    await put_to_sleep(session, row, until, by.actor, now, note)
    return incident_view(row, now)


async def unsnooze(session: AsyncSession, key: Key, by: Principal, now: datetime) -> Incident:
    """End a snooze now; for an incident that is awake, nothing changes."""
    row = await writable(session, key, by)
    if row.snoozed_until is not None:
        await _wake(session, row, by.actor, now, "The snooze was ended: paging again")
    return incident_view(row, now)


def check(row: IncidentRow, until: datetime, now: datetime) -> None:
    """Whether it can be snoozed until then. Raises Conflict, Invalid."""
    if not lifecycle.is_active(IncidentStatus(row.status)):
        raise Conflict(f"an incident that is {row.status} cannot be snoozed")
    if not now < until <= now + LONGEST_SNOOZE:
        raise Invalid.field("until", f"must lie within the next {LONGEST_SNOOZE.days} days")


async def put_to_sleep(
    session: AsyncSession, row: IncidentRow, until: datetime, by: Actor, now: datetime, note: str
) -> None:
    """Snooze an active incident: an open one counts as acknowledged."""
    row.snoozed_until = until
    message = f"Snoozed until {until:%Y-%m-%d %H:%M} UTC" + (f": {note}" if note else "")
    await timeline.record(session, row.id, TimelineKind.STATUS_CHANGED, by, message, now)
    if row.status == IncidentStatus.OPEN:
        await take_step(session, row, IncidentStatus.ACKNOWLEDGED, by, now)
        return
    await clock.follow(session, row, now)
    await changes.stop_paging(session, row, by)
    await changes.save(session, row, now, changed=True)


async def wake_up(session: AsyncSession, limit: int) -> int:
    """Page for incidents whose snooze is over; returns how many there were.

    An acknowledged one is open again, one that somebody works on keeps its status.
    """
    now = await read_clock(session)
    rows = await repository.snooze_over(session, limit)
    for row in rows:
        await _wake(session, row, changes.SELF, now, "The snooze is over: paging again")
    return len(rows)


async def _wake(
    session: AsyncSession, row: IncidentRow, by: Actor, now: datetime, why: str
) -> None:
    row.snoozed_until = None
    await timeline.record(session, row.id, TimelineKind.ESCALATED, by, why, now)
    if row.status == IncidentStatus.ACKNOWLEDGED:
        await take_step(session, row, IncidentStatus.OPEN, by, now)
        return
    row.cycle += 1
    await clock.follow(session, row, now)
    await changes.start_escalation(session, row, now)
    await changes.save(session, row, now, changed=True)

"""What people do with incidents."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.catalog import repository as catalog
from incident_management.domain import lifecycle
from incident_management.domain.urgency import urgency_of
from incident_management.incidents import changes, repository
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.repository import Filters
from incident_management.incidents.view import incident_view
from incident_management.timeline import service as timeline
from platform_contracts.access import INCIDENTS_WRITE
from platform_contracts.base import CountedPage
from platform_contracts.incidents import CreateIncident, Incident, TimelineEntry
from platform_contracts.people import Actor, service_actor
from platform_contracts.vocabulary import IncidentStatus, Service, TimelineKind
from platform_kit.auth.principal import Principal
from platform_kit.clock import now as read_clock
from platform_kit.ids import new_id
from platform_kit.pagination import decode_cursor, encode_cursor
from platform_kit.problems import Conflict, Forbidden, Invalid, NotFound

Key = UUID | int
LONGEST_SNOOZE: Final = timedelta(days=30)


class InvalidTransition(Conflict):
    """The incident cannot take this step; the problem names those it can."""

    type = "invalid-transition"
    title = "The incident cannot take this step"


async def list_incidents(
    session: AsyncSession, filters: Filters, cursor: str | None, limit: int, now: datetime
) -> CountedPage[Incident]:
    """The newest first."""
    before = decode_cursor(cursor, datetime, UUID) if cursor else None
    rows = await repository.page(session, filters, before, limit + 1)
    total = await repository.count(session, filters)
    last = rows[limit - 1] if len(rows) > limit else None
    return CountedPage(
        items=[incident_view(row, now) for row in rows[:limit]],
        next_cursor=encode_cursor(last.opened_at, last.id) if last else None,
        total=min(total, repository.COUNT_CAP),
        total_capped=total > repository.COUNT_CAP,
    )


async def read(session: AsyncSession, key: Key, now: datetime) -> Incident:
    """One incident. Raises NotFound."""
    return incident_view(await _found(session, key), now)


async def create(
    session: AsyncSession, body: CreateIncident, by: Principal, now: datetime
) -> Incident:
    """An incident made by hand: it pages like any other."""
    service = await catalog.get(session, body.service)
    team = body.team or (service.team if service else None)
    _must_be_allowed(by, team)
    await catalog.add_unowned(session, body.service, body.environment)
    incident_id = new_id()
    values = body.model_dump(exclude={"team"}) | {
        "team": team,
        "urgency": urgency_of(body.severity),
        "status": IncidentStatus.OPEN,
        "received_at": now,
        "opened_at": now,
        "updated_at": now,
        "runbook_url": service.runbook_url if service else None,
    }
    await repository.insert_new(session, incident_id, values)
    row = await _found(session, incident_id, lock=True)
    message = f"Opened by {by.name}"
    await timeline.record(session, row.id, TimelineKind.OPENED, by.actor, message, now)
    await changes.start_escalation(session, row)
    changes.count_step(session, row, first_ack=False, first_resolve=False)
    await changes.show(session, row, now)
    return incident_view(row, now)


async def change_status(
    session: AsyncSession,
    key: Key,
    target: IncidentStatus,
    by: Principal,
    now: datetime,
    note: str = "",
) -> Incident:
    """Take a step; taking it twice is one step. Raises InvalidTransition."""
    row = await _found(session, key, lock=True)
    _must_be_allowed(by, row.team)
    if row.status != target:
        await take_step(session, row, target, by.actor, now, note)
    elif note:
        await timeline.record(session, row.id, TimelineKind.COMMENT, by.actor, note, now)
    return incident_view(row, now)


async def acknowledge(
    session: AsyncSession, key: Key, by: Principal, now: datetime, note: str = ""
) -> Incident:
    """Somebody looks at it; for one that is further along already, nothing changes."""
    row = await _found(session, key, lock=True)
    _must_be_allowed(by, row.team)
    if row.status == IncidentStatus.OPEN:
        await take_step(session, row, IncidentStatus.ACKNOWLEDGED, by.actor, now, note)
    return incident_view(row, now)


async def resolve(
    session: AsyncSession, key: Key, by: Principal, now: datetime, note: str = ""
) -> Incident:
    """It is over; for one that is resolved or closed already, nothing changes."""
    row = await _found(session, key, lock=True)
    _must_be_allowed(by, row.team)
    if lifecycle.is_active(IncidentStatus(row.status)):
        await take_step(session, row, IncidentStatus.RESOLVED, by.actor, now, note)
    return incident_view(row, now)


async def snooze(
    session: AsyncSession, key: Key, until: datetime, by: Principal, now: datetime, note: str = ""
) -> Incident:
    """Nobody is paged until then; after that from the first level. Raises Conflict, Invalid."""
    row = await _found(session, key, lock=True)
    _must_be_allowed(by, row.team)
    if not lifecycle.is_active(IncidentStatus(row.status)):
        raise Conflict(f"an incident that is {row.status} cannot be snoozed")
    if not now < until <= now + LONGEST_SNOOZE:
        raise Invalid.field("until", f"must lie within the next {LONGEST_SNOOZE.days} days")
    await put_to_sleep(session, row, until, by.actor, now, note)
    return incident_view(row, now)


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
    await changes.stop_paging(session, row, by)
    await changes.save(session, row, now)


async def wake_up(session: AsyncSession, limit: int) -> int:
    """Page for incidents whose snooze is over; returns how many there were.

    An acknowledged one is open again, one that somebody works on keeps its status.
    """
    now = await read_clock(session)
    rows = await repository.snooze_over(session, limit)
    by = service_actor(Service.INCIDENTS)
    for row in rows:
        row.snoozed_until = None
        await timeline.record(
            session, row.id, TimelineKind.ESCALATED, by, "The snooze is over: paging again", now
        )
        if row.status == IncidentStatus.ACKNOWLEDGED:
            await take_step(session, row, IncidentStatus.OPEN, by, now)
        else:
            row.cycle += 1
            await changes.start_escalation(session, row)
            await changes.save(session, row, now)
    return len(rows)


async def comment(
    session: AsyncSession, key: Key, body: str, by: Principal, now: datetime
) -> TimelineEntry:
    """Add a comment to the timeline."""
    row = await _found(session, key, lock=True)
    _must_be_allowed(by, row.team)
    entry = await timeline.record(session, row.id, TimelineKind.COMMENT, by.actor, body, now)
    await changes.save(session, row, now)
    return entry


async def take_step(
    session: AsyncSession,
    row: IncidentRow,
    target: IncidentStatus,
    by: Actor,
    now: datetime,
    note: str = "",
) -> None:
    """Change the status, record it, and tell whoever has to act on it."""
    current = IncidentStatus(row.status)
    before = lifecycle.Moments(row.acknowledged_at, row.resolved_at, row.closed_at)
    try:
        after = lifecycle.step(current, target, before, now)
    except lifecycle.IllegalStepError as error:
        raise InvalidTransition(
            str(error), current=current, allowed=[str(name) for name in error.allowed]
        ) from None
    row.status = target
    row.acknowledged_at = after.acknowledged_at
    row.resolved_at = after.resolved_at
    row.closed_at = after.closed_at
    if target is IncidentStatus.OPEN or not lifecycle.is_active(target):
        row.snoozed_until = None
    if current is IncidentStatus.OPEN:
        row.last_acknowledged_at = now
    message = f"{current} → {target}" + (f": {note}" if note else "")
    await timeline.record(
        session, row.id, TimelineKind.STATUS_CHANGED, by, message, now, status=str(target)
    )
    await _tell(session, row, current, target, by)
    changes.count_step(
        session,
        row,
        first_ack=before.acknowledged_at is None and after.acknowledged_at is not None,
        first_resolve=before.resolved_at is None and after.resolved_at is not None,
    )
    await changes.save(session, row, now)


async def _tell(
    session: AsyncSession,
    row: IncidentRow,
    current: IncidentStatus,
    target: IncidentStatus,
    by: Actor,
) -> None:
    if target is IncidentStatus.OPEN:
        row.cycle += 1
        await changes.start_escalation(session, row)
        return
    ended = lifecycle.is_active(current) and not lifecycle.is_active(target)
    if current is IncidentStatus.OPEN or ended:
        await changes.stop_paging(session, row, by)
    if ended:
        await changes.after_resolve(session, row)


async def _found(session: AsyncSession, key: Key, *, lock: bool = False) -> IncidentRow:
    row = await repository.find(session, key, lock=lock)
    if row is None:
        raise NotFound(f"there is no incident {key}")
    return row


def _must_be_allowed(by: Principal, team: str | None) -> None:
    if not by.may(INCIDENTS_WRITE, team):
        raise Forbidden(f"this needs {INCIDENTS_WRITE} for the team {team}")

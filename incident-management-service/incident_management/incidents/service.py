"""What people do with incidents: opening, stepping forward and back, editing, comments."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.catalog import repository as catalog
from incident_management.domain import lifecycle
from incident_management.incidents import announcements, changes, repository, severity
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.steps import take_step
from incident_management.incidents.view import incident_view
from incident_management.maintenance import service as maintenance
from incident_management.sla import clock
from incident_management.timeline import service as timeline
from platform_contracts.access import INCIDENTS_WRITE, READ
from platform_contracts.incidents import CreateIncident, EditIncident, Incident
from platform_contracts.messages import ChangeEscalation
from platform_contracts.people import Actor
from platform_contracts.vocabulary import IncidentStatus, TimelineKind
from platform_kit.auth.principal import Principal
from platform_kit.ids import new_id
from platform_kit.problems import Forbidden, NotFound, Problem

Key = UUID | int


class ChangedMeanwhile(Problem):
    """Somebody changed the incident after the view that the caller acts on."""

    status = 412
    type = "changed-meanwhile"
    title = "Somebody changed the incident meanwhile"


async def read(session: AsyncSession, key: Key, by: Principal, now: datetime) -> Incident:
    """One incident. Raises NotFound, also for one of a team whose incidents are not shown."""
    return incident_view(await readable(session, key, by), now)


async def create(
    session: AsyncSession, body: CreateIncident, by: Principal, now: datetime
) -> Incident:
    """An incident made by hand: it pages like any other."""
    service = await catalog.get(session, body.service)
    team = body.team or (service.team if service else None)
    must_be_allowed(by, team)
    await catalog.add_unowned(session, body.service, body.environment)
    values = body.model_dump(exclude={"team", "assignee"}) | {
        "team": team,
        "received_at": now,
        "runbook_url": service.runbook_url if service else None,
    }
    row = await open_new(session, new_id(), values, now)
    if row is None:
        raise NotFound("the incident was not stored")
    message = f"Opened by {by.name}"
    await timeline.record(session, row.id, TimelineKind.OPENED, by.actor, message, now)
    if body.assignee:
        row.assignee = body.assignee.model_dump(mode="json", exclude_none=True)
    await begin(session, row, now)
    if body.assignee and not row.suppressed_until:
        change = ChangeEscalation(
            incident_id=row.id,
            action="reassign",
            cycle=row.cycle + 1,
            people=[body.assignee],
            by=by.actor,
        )
        await changes.change_escalation(session, row, change)
    await changes.show(session, row, now)
    return incident_view(row, now)


async def open_new(
    session: AsyncSession, incident_id: UUID, values: dict[str, Any], now: datetime
) -> IncidentRow | None:
    """Store a new incident with its urgency, suppression and promises; None when it is there."""
    until = await maintenance.suppression(session, values["service"], values["environment"], now)
    complete = values | {
        "urgency": await severity.urgency(session, values["service"], values["severity"], now),
        "status": IncidentStatus.OPEN,
        "suppressed_until": until,
        "opened_at": now,
        "updated_at": now,
    }
    if not await repository.insert_new(session, incident_id, complete):
        return None
    row = await found(session, incident_id, lock=True)
    await clock.start(session, row)
    return row


async def begin(session: AsyncSession, row: IncidentRow, now: datetime) -> None:
    """A new incident is paged, announced and counted."""
    if row.suppressed_until:
        text = f"Maintenance: pages wait until {row.suppressed_until:%Y-%m-%d %H:%M} UTC"
        await timeline.record(session, row.id, TimelineKind.MAINTENANCE, changes.SELF, text, now)
    await changes.start_escalation(session, row, now)
    await announcements.opened(session, row)
    changes.count_step(session, row, first_ack=False, first_resolve=False)


async def change_status(
    session: AsyncSession,
    key: Key,
    target: IncidentStatus,
    by: Principal,
    now: datetime,
    note: str = "",
) -> Incident:
    """Take a step; taking it twice is one step. Raises InvalidTransition."""
    row = await writable(session, key, by)
    await step_to(session, row, target, by.actor, now, note)
    return incident_view(row, now)


async def step_to(
    session: AsyncSession,
    row: IncidentRow,
    target: IncidentStatus,
    by: Actor,
    now: datetime,
    note: str = "",
) -> bool:
    """Take a step; False when the incident is there already (a note is kept all the same)."""
    if row.status != target:
        await take_step(session, row, target, by, now, note)
        return True
    if note:
        await timeline.record(session, row.id, TimelineKind.COMMENT, by, note, now)
        await changes.save(session, row, now)
    return False


async def acknowledge(
    session: AsyncSession, key: Key, by: Principal, now: datetime, note: str = ""
) -> Incident:
    """Somebody looks at it; for one that is further along already, nothing changes."""
    row = await writable(session, key, by)
    await answer(session, row, by.actor, now, note)
    return incident_view(row, now)


async def answer(
    session: AsyncSession, row: IncidentRow, by: Actor, now: datetime, note: str = ""
) -> bool:
    """Acknowledge; False when there was nothing to answer.

    One that somebody works on already keeps its status, but its pages stop.
    """
    if row.status == IncidentStatus.OPEN:
        await take_step(session, row, IncidentStatus.ACKNOWLEDGED, by, now, note)
        return True
    if not (lifecycle.is_active(IncidentStatus(row.status)) and changes.is_paging(row)):
        return False
    row.last_acknowledged_at = now
    await changes.stop_paging(session, row, by)
    text = "Acknowledged again" + (f": {note}" if note else "")
    await timeline.record(session, row.id, TimelineKind.STATUS_CHANGED, by, text, now)
    await changes.save(session, row, now, changed=True)
    return True


async def resolve(
    session: AsyncSession, key: Key, by: Principal, now: datetime, note: str = ""
) -> Incident:
    """It is over; for one that is resolved or closed already, nothing changes."""
    row = await writable(session, key, by)
    if lifecycle.is_active(IncidentStatus(row.status)):
        await take_step(session, row, IncidentStatus.RESOLVED, by.actor, now, note)
    return incident_view(row, now)


async def edit(
    session: AsyncSession, key: Key, body: EditIncident, by: Principal, now: datetime
) -> Incident:
    """Change what the incident says of itself; its severity may go both ways."""
    row = await writable(session, key, by)
    if body.team is not None:
        must_be_allowed(by, body.team)
    fields = body.model_dump(exclude={"note", "severity"}, exclude_none=True)
    told = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in told:
        setattr(row, name, fields[name])
    if told:
        text = f"Changed {', '.join(told)}" + (f": {body.note}" if body.note else "")
        await timeline.record(
            session,
            row.id,
            TimelineKind.EDITED,
            by.actor,
            text,
            now,
            important=False,
            **{name: fields[name] for name in told},
        )
    if body.severity is not None and body.severity != row.severity:
        await severity.change(session, row, body.severity, by.actor, now, body.note)
        told.append("severity")
    if told:
        await changes.save(session, row, now, changed=True)
    return incident_view(row, now)


async def must_be_fresh(session: AsyncSession, key: Key, version: int) -> None:
    """Refuse to act on a view that somebody changed since. Raises ChangedMeanwhile, NotFound."""
    row = await found(session, key, lock=True)
    if version < row.changed_version:
        who = row.acknowledged_by or {}
        raise ChangedMeanwhile(
            f"you saw version {version}, version {row.changed_version} changed it",
            version=row.version,
            current=row.status,
            acknowledged_by=who.get("name"),
        )


async def found(session: AsyncSession, key: Key, *, lock: bool = False) -> IncidentRow:
    """The row of an incident. Raises NotFound."""
    row = await repository.find(session, key, lock=lock)
    if row is None:
        raise NotFound(f"there is no incident {key}")
    return row


async def readable(session: AsyncSession, key: Key, by: Principal) -> IncidentRow:
    """The row of an incident that the caller may see. Raises NotFound."""
    row = await found(session, key)
    if not by.may(READ, row.team):
        raise NotFound(f"there is no incident {key}")
    return row


async def writable(session: AsyncSession, key: Key, by: Principal) -> IncidentRow:
    """The row of an incident that the caller may change, locked. Raises NotFound, Forbidden."""
    row = await found(session, key, lock=True)
    if not by.may(READ, row.team):
        raise NotFound(f"there is no incident {key}")
    must_be_allowed(by, row.team)
    return row


def must_be_allowed(by: Principal, team: str | None) -> None:
    """Raises Forbidden unless the caller may change incidents of the team."""
    if not by.may(INCIDENTS_WRITE, team):
        raise Forbidden(f"this needs {INCIDENTS_WRITE} for the team {team}")

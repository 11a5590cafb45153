"""What people do with the paging of an incident. Oncall is told, and does it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.domain import lifecycle
from incident_management.incidents import changes
from incident_management.incidents.by_hand import page_by_hand
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.service import Key, readable, writable
from incident_management.incidents.steps import take_step
from incident_management.incidents.view import incident_view
from incident_management.participants import repository
from incident_management.participants.models import ResponderRow, WatcherRow
from incident_management.timeline import service as timeline
from platform_contracts.incident_work import AddResponder, IncidentResponder, People, Watcher
from platform_contracts.incidents import Incident
from platform_contracts.messages import ChangeEscalation, Notify
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import (
    IncidentStatus,
    Severity,
    TimelineKind,
    Urgency,
)
from platform_kit.auth.principal import Principal
from platform_kit.outbox.enqueue import enqueue
from platform_kit.problems import Conflict, Forbidden, NotFound


async def unacknowledge(
    session: AsyncSession, key: Key, by: Principal, now: datetime, note: str = ""
) -> Incident:
    """Nobody works on it after all: open again, the level that was reached is paged anew."""
    row = await writable(session, key, by)
    if row.status != IncidentStatus.OPEN:
        await take_step(session, row, IncidentStatus.OPEN, by.actor, now, note)
    return incident_view(row, now)


async def escalate(
    session: AsyncSession, key: Key, by: Principal, now: datetime, note: str = ""
) -> Incident:
    """Page the next level at once. Raises Conflict."""
    row = await writable(session, key, by)
    text = "Escalated by hand" + (f": {note}" if note else "")
    change = ChangeEscalation(
        incident_id=row.id, action="escalate", cycle=row.cycle + 1, by=by.actor
    )
    await page_by_hand(session, row, change, text, by.actor, now)
    return incident_view(row, now)


async def reassign(
    session: AsyncSession,
    key: Key,
    people: Sequence[PersonRef],
    by: Principal,
    now: datetime,
    note: str = "",
) -> Incident:
    """Page these people instead; the first one owns the incident. Raises Conflict."""
    row = await writable(session, key, by)
    row.assignee = people[0].model_dump(mode="json", exclude_none=True)
    names = ", ".join(person.name for person in people)
    text = f"Reassigned to {names}" + (f": {note}" if note else "")
    change = ChangeEscalation(
        incident_id=row.id,
        action="reassign",
        cycle=row.cycle + 1,
        people=list(people),
        by=by.actor,
    )
    await page_by_hand(session, row, change, text, by.actor, now)
    return incident_view(row, now)


async def people(session: AsyncSession, key: Key, by: Principal) -> People:
    """Responders and watchers."""
    row = await readable(session, key, by)
    responders = await repository.responders(session, row.id)
    watchers = await repository.watchers(session, row.id)
    return People(
        responders=[IncidentResponder.model_validate(entry) for entry in responders],
        watchers=[Watcher.model_validate(entry) for entry in watchers],
    )


async def add_responder(
    session: AsyncSession,
    key: Key,
    body: AddResponder,
    person: PersonRef,
    by: Principal,
    now: datetime,
) -> People:
    """Ask somebody to help; asking twice asks once. Raises Conflict for one that is over."""
    row = await writable(session, key, by)
    if not lifecycle.is_active(IncidentStatus(row.status)):
        raise Conflict(f"the incident is {row.status}: nobody is asked to help")
    values = {
        "incident_id": row.id,
        "person_id": person.id,
        "person": person.model_dump(mode="json", exclude_none=True),
        "added_by": by.actor.model_dump(mode="json"),
        "added_at": now,
    }
    if await repository.add(session, ResponderRow, values):
        text = f"{person.name} was asked to help" + (f": {body.note}" if body.note else "")
        await timeline.record(session, row.id, TimelineKind.RESPONDER, by.actor, text, now)
        if body.page:
            await enqueue(session, _page(row, person, now))
        await changes.save(session, row, now)
    return await people(session, row.id, by)


async def remove_responder(
    session: AsyncSession, key: Key, person_id: UUID, by: Principal, now: datetime
) -> People:
    """Somebody is needed no more. Raises NotFound."""
    row = await writable(session, key, by)
    if not await repository.remove(session, ResponderRow, row.id, person_id):
        raise NotFound(f"{person_id} is no responder of the incident")
    text = "A responder was released"
    await timeline.record(
        session, row.id, TimelineKind.RESPONDER, by.actor, text, now, important=False
    )
    await changes.save(session, row, now)
    return await people(session, row.id, by)


async def watch(session: AsyncSession, key: Key, by: Principal, now: datetime) -> People:
    """The caller is told of every step from now on."""
    row = await readable(session, key, by)
    values = {
        "incident_id": row.id,
        "person_id": _person(by),
        "person": {"id": by.id, "name": by.name},
        "since": now,
    }
    await repository.add(session, WatcherRow, values)
    return await people(session, row.id, by)


async def unwatch(session: AsyncSession, key: Key, by: Principal) -> People:
    """The caller is told no more."""
    row = await readable(session, key, by)
    await repository.remove(session, WatcherRow, row.id, _person(by))
    return await people(session, row.id, by)


def _person(by: Principal) -> UUID:
    if by.kind != "person":
        raise Forbidden("only people watch incidents")
    return by.person_id


def _page(row: IncidentRow, person: PersonRef, now: datetime) -> Notify:
    """A page beside the escalation: level and pass 0 keep its key apart."""
    return Notify(
        incident_id=row.id,
        key=f"{row.id}/{row.cycle}/0/0/{person.id}",
        person=person,
        level=0,
        pass_no=0,
        cycle=row.cycle,
        urgency=Urgency(row.urgency) if row.urgency != Urgency.NONE else Urgency.LOW,
        number=row.number,
        title=row.title,
        service=row.service,
        environment=row.environment,
        severity=Severity(row.severity),
        at=now,
    )

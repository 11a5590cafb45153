"""Feeds, and calendars that are read: a schedule's source, leave, holidays."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.access import must_manage
from oncall.audit_log import service as audit_log
from oncall.calendars import ical, repository
from oncall.calendars.models import AbsenceRow, FeedRow
from oncall.domain.fairness import stretches
from oncall.domain.timeline import shifts
from oncall.final_schedule import service as final_schedule
from oncall.overrides import service as overrides
from oncall.people import repository as people
from oncall.people.models import PersonRow
from oncall.people.service import must_be_active, shown
from oncall.schedules import repository as schedules
from oncall.schedules.models import ScheduleRow
from oncall.schedules.service import found
from platform_contracts.access import ONCALL_WRITE
from platform_contracts.shifts import (
    Absence,
    CalendarFeed,
    CalendarImported,
    CreateAbsence,
    CreateTemporarySchedule,
    ImportCalendar,
    PersonShift,
)
from platform_kit.auth.principal import Principal
from platform_kit.problems import Forbidden, Invalid, NotFound

BACK: Final = timedelta(days=28)
AHEAD: Final = timedelta(days=366)


async def make_feed(
    session: AsyncSession, caller: Principal, slug: str | None, public_url: str, now: datetime
) -> CalendarFeed:
    """A new address for a schedule's feed, or one's own; the old one ends."""
    token = secrets.token_urlsafe(32)
    row = FeedRow(token_hash=_hash(token), created_at=now)
    if slug is None:
        await must_be_active(session, [caller.person_id])
        row.person_id, target = caller.person_id, f"person:{caller.person_id}"
    else:
        schedule = await found(session, slug)
        must_manage(caller, schedule.team)
        row.schedule_id, target = schedule.id, f"schedule:{slug}"
    await repository.replace_feed(session, row)
    await audit_log.record(session, caller, "calendar_feed.made", target)
    return CalendarFeed(url=f"{public_url.rstrip('/')}/api/v1/calendars/{token}.ics")


async def end_feed(session: AsyncSession, caller: Principal, slug: str | None) -> None:
    """End a schedule's feed, or one's own."""
    if slug is None:
        await repository.remove_feed(session, person=caller.person_id)
        return
    schedule = await found(session, slug)
    must_manage(caller, schedule.team)
    await repository.remove_feed(session, schedule=schedule.id)


async def feed(session: AsyncSession, token: str, now: datetime) -> bytes:
    """The calendar of a token: the final schedule of the next year. Raises NotFound."""
    row = await repository.feed_by_token(session, _hash(token))
    if row is None:
        raise NotFound("there is no such calendar")
    since, until = now - BACK, now + AHEAD
    if row.schedule_id is not None:
        schedule = (await schedules.by_ids(session, [row.schedule_id]))[row.schedule_id]
        entries = await _schedule_entries(session, schedule, since, until)
        return ical.write(schedule.name, entries, now)
    person = (await people.active(session, [row.person_id or UUID(int=0)])).values()
    for owner in person:
        entries = await _person_entries(session, owner, since, until)
        return ical.write(f"{owner.name} on call", entries, now)
    raise NotFound("there is no such calendar")


async def _schedule_entries(
    session: AsyncSession, schedule: ScheduleRow, since: datetime, until: datetime
) -> list[ical.CalendarShift]:
    final = await final_schedule.final_schedule(session, schedule.slug, since, until)
    return [
        ical.CalendarShift(
            uid=f"{uuid5(schedule.id, shift.start.isoformat())}@incident-platform",
            title=", ".join(person.name for person in shift.people),
            start=shift.start,
            end=shift.end,
            people=shift.people,
        )
        for shift in final.shifts
    ]


async def _person_entries(
    session: AsyncSession, person: PersonRow, since: datetime, until: datetime
) -> list[ical.CalendarShift]:
    rows = await repository.schedules_in_use(session)
    loaded = await final_schedule.load(session, rows, since, until)
    entries: list[ical.CalendarShift] = []
    for slug, entry in sorted(loaded.items()):
        if person.id not in entry.people:
            continue
        for start, end in stretches(shifts(entry.schedule, since, until), str(person.id)):
            uid = uuid5(entry.row.id, f"{person.id} {start.isoformat()}")
            title = f"On call: {entry.row.name or slug}"
            shift = ical.CalendarShift(
                f"{uid}@incident-platform", title, start, end, [shown(person)]
            )
            entries.append(shift)
    return entries


async def import_schedule(
    session: AsyncSession, slug: str, body: ImportCalendar, caller: Principal, now: datetime
) -> CalendarImported:
    """From now on the schedule is what this calendar says, up to its last event."""
    schedule = await found(session, slug)
    must_manage(caller, schedule.team)
    events = _read(body, ZoneInfo(schedule.timezone), now)
    known = await people.by_names(session, {name for event in events for name in event.names})
    unknown = sorted({n for e in events for n in e.names if n.lower() not in known})
    planned = [
        PersonShift(user=known[name.lower()], start=event.start, end=event.end)
        for event in events
        for name in event.names
        if name.lower() in known
    ]
    await repository.end_imported(session, schedule.id, now)
    if planned:
        end = max(shift.end for shift in planned)
        temporary = CreateTemporarySchedule(start=now, end=end, shifts=planned, reason="imported")
        await overrides.create_temporary(session, slug, temporary, caller, now, source="calendar")
    return CalendarImported(events=len(events), unknown=unknown)


async def import_absences(
    session: AsyncSession,
    person: UUID | None,
    body: ImportCalendar,
    caller: Principal,
    now: datetime,
) -> CalendarImported:
    """A person's leave, or (no person) everybody's holidays, in place of those read before."""
    zone = ZoneInfo("UTC")
    if person is not None:
        may_care_for(caller, person)
        row = await people.get(session, person)
        if row is None:
            raise NotFound(f"there is no person {person}")
        zone = ZoneInfo(row.timezone)
    events = _read(body, zone, now)
    kind = "leave" if person else "holiday"
    rows = [
        AbsenceRow(
            person_id=person,
            kind=kind,
            start_at=event.start,
            end_at=event.end,
            title=event.title[:255] or kind,
            source="calendar",
        )
        for event in events
    ]
    await repository.replace_absences(session, person, kind, now, rows)
    target = f"person:{person}" if person else "holidays"
    await audit_log.record(session, caller, "absences.imported", target, events=len(rows))
    return CalendarImported(events=len(rows))


async def add_absence(
    session: AsyncSession, person: UUID, body: CreateAbsence, caller: Principal
) -> Absence:
    """Leave made by hand. Raises Invalid."""
    may_care_for(caller, person)
    row = await people.get(session, person)
    if row is None:
        raise NotFound(f"there is no person {person}")
    if body.end <= body.start:
        raise Invalid.field("end", "is not after the start")
    absence = AbsenceRow(
        person_id=person,
        kind="leave",
        start_at=body.start,
        end_at=body.end,
        title=body.title,
        source="manual",
    )
    session.add(absence)
    await session.flush()
    return _view(absence, {person: row})


async def remove_absence(
    session: AsyncSession, person: UUID, absence: UUID, caller: Principal
) -> None:
    """Take leave back. Raises NotFound."""
    may_care_for(caller, person)
    if not await repository.remove_absence(session, person, absence):
        raise NotFound(f"there is no absence {absence}")


async def list_absences(
    session: AsyncSession, person: UUID, since: datetime, until: datetime
) -> list[Absence]:
    """A person's leave and everybody's holidays."""
    rows = await repository.absences(session, [person], since, until)
    return [_view(row, await people.named(session, [person])) for row in rows]


def may_care_for(caller: Principal, person: UUID) -> None:
    """Raises Forbidden unless it is oneself, or a manager."""
    own = caller.kind == "person" and caller.id == str(person)
    if not own and not caller.may(ONCALL_WRITE):
        raise Forbidden("only the person or a manager can do this")


def _view(row: AbsenceRow, known: dict[UUID, PersonRow]) -> Absence:
    person = known.get(row.person_id) if row.person_id else None
    return Absence.model_validate(
        {
            "id": row.id,
            "person": shown(person) if person else None,
            "kind": row.kind,
            "start": row.start_at,
            "end": row.end_at,
            "title": row.title,
        }
    )


def _read(body: ImportCalendar, zone: ZoneInfo, now: datetime) -> list[ical.ReadEvent]:
    try:
        return ical.read(body.ical, zone, now, now + AHEAD)
    except ical.UnreadableCalendar as error:
        raise Invalid.field("ical", str(error)) from None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

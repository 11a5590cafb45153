"""`/api/v1/calendars`, and what belongs to calendars below people, schedules and oneself."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from oncall.calendars import service
from platform_contracts.access import ONCALL_WRITE, READ
from platform_contracts.base import Slug
from platform_contracts.schedules import Moment
from platform_contracts.shifts import (
    Absence,
    CalendarFeed,
    CalendarImported,
    CreateAbsence,
    ImportCalendar,
)
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1", route_class=TransactionalRoute, tags=["calendars"])
Reader = Annotated[Principal, Requires(READ)]
Manager = Annotated[Principal, Requires(ONCALL_WRITE)]
Key = Annotated[Slug, Path()]
Token = Annotated[str, Path(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]


@router.get("/calendars/{token}.ics", operation_id="calendar_feed", response_class=Response)
async def calendar_feed(session: Session, now: Now, token: Token) -> Response:
    """The calendar of a secret address, for calendar programs."""
    text = await service.feed(session, token, now)
    return Response(text, media_type="text/calendar; charset=utf-8")


@router.post("/me/calendar", operation_id="make_my_calendar", status_code=201)
async def make_my_calendar(
    request: Request, session: Session, now: Now, caller: Reader
) -> CalendarFeed:
    """A secret address for one's own shifts; made anew, the old one ends."""
    url = request.app.state.settings.public_url
    return await service.make_feed(session, caller, None, url, now)


@router.delete("/me/calendar", operation_id="end_my_calendar", status_code=204)
async def end_my_calendar(session: Session, caller: Reader) -> None:
    """End the address of one's own shifts."""
    await service.end_feed(session, caller, None)


@router.post("/schedules/{slug}/calendar", operation_id="make_schedule_calendar", status_code=201)
async def make_schedule_calendar(
    request: Request, session: Session, now: Now, caller: Manager, slug: Key
) -> CalendarFeed:
    """A secret address for a schedule; made anew, the old one ends."""
    url = request.app.state.settings.public_url
    return await service.make_feed(session, caller, slug, url, now)


@router.delete("/schedules/{slug}/calendar", operation_id="end_schedule_calendar", status_code=204)
async def end_schedule_calendar(session: Session, caller: Manager, slug: Key) -> None:
    """End the address of a schedule."""
    await service.end_feed(session, caller, slug)


@router.post("/schedules/{slug}/import", operation_id="import_schedule")
async def import_schedule(
    session: Session, now: Now, caller: Manager, slug: Key, body: ImportCalendar
) -> CalendarImported:
    """The schedule is what a calendar says, from now to its last event (a year at most)."""
    return await service.import_schedule(session, slug, body, caller, now)


@router.post("/calendars/holidays", operation_id="import_holidays")
async def import_holidays(
    session: Session, now: Now, caller: Manager, body: ImportCalendar
) -> CalendarImported:
    """Everybody's holidays, in place of those read before."""
    return await service.import_absences(session, None, body, caller, now)


@router.post("/people/{person_id}/absences/import", operation_id="import_absences")
async def import_absences(
    session: Session, now: Now, caller: Reader, person_id: UUID, body: ImportCalendar
) -> CalendarImported:
    """A person's leave, in place of what was read before: one's own, or as a manager."""
    return await service.import_absences(session, person_id, body, caller, now)


@router.post("/people/{person_id}/absences", operation_id="add_absence", status_code=201)
async def add_absence(
    session: Session, caller: Reader, person_id: UUID, body: CreateAbsence
) -> Absence:
    """Leave of a person: one's own, or as a manager."""
    return await service.add_absence(session, person_id, body, caller)


@router.get("/people/{person_id}/absences", operation_id="list_absences")
async def list_absences(
    session: Session,
    now: Now,
    _: Reader,
    person_id: UUID,
    since: Moment | None = None,
    until: Moment | None = None,
) -> list[Absence]:
    """Leave of a person and everybody's holidays."""
    start = since or now
    return await service.list_absences(
        session, person_id, start, until or start + timedelta(days=366)
    )


@router.delete(
    "/people/{person_id}/absences/{absence_id}", operation_id="remove_absence", status_code=204
)
async def remove_absence(
    session: Session, caller: Reader, person_id: UUID, absence_id: UUID
) -> None:
    """Take leave back: one's own, or as a manager."""
    await service.remove_absence(session, person_id, absence_id, caller)

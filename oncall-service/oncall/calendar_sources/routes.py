"""Calendars that schedules, leave and holidays are read from."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request

from oncall.calendar_sources import service
from platform_contracts.access import ONCALL_WRITE, READ
from platform_contracts.base import Slug
from platform_contracts.shifts import CalendarSource, SubscribeCalendar
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1", route_class=TransactionalRoute, tags=["calendars"])
Reader = Annotated[Principal, Requires(READ)]
Manager = Annotated[Principal, Requires(ONCALL_WRITE)]
Key = Annotated[Slug, Path()]


@router.put("/schedules/{slug}/calendar-source", operation_id="subscribe_schedule")
async def subscribe_schedule(
    request: Request,
    session: Session,
    now: Now,
    caller: Manager,
    slug: Key,
    body: SubscribeCalendar,
) -> CalendarSource:
    """The schedule is what the calendar at this address says, read again and again."""
    target = await service.of_schedule(session, slug, caller)
    return await service.subscribe(session, request.app.state.vault, target, body, caller, now)


@router.get("/schedules/{slug}/calendar-source", operation_id="schedule_source")
async def schedule_source(session: Session, caller: Manager, slug: Key) -> CalendarSource:
    """Where the schedule is read from, and how that went the last time."""
    return await service.shown(session, await service.of_schedule(session, slug, caller))


@router.delete(
    "/schedules/{slug}/calendar-source", operation_id="unsubscribe_schedule", status_code=204
)
async def unsubscribe_schedule(session: Session, caller: Manager, slug: Key) -> None:
    """Read no calendar for the schedule any more."""
    await service.remove(session, await service.of_schedule(session, slug, caller), caller)


@router.put("/people/{person_id}/calendar-source", operation_id="subscribe_absences")
async def subscribe_absences(
    request: Request,
    session: Session,
    now: Now,
    caller: Reader,
    person_id: UUID,
    body: SubscribeCalendar,
) -> CalendarSource:
    """A person's leave is what the calendar at this address says: one's own, or as a manager."""
    target = await service.of_person(session, person_id, caller)
    return await service.subscribe(session, request.app.state.vault, target, body, caller, now)


@router.get("/people/{person_id}/calendar-source", operation_id="absences_source")
async def absences_source(session: Session, caller: Reader, person_id: UUID) -> CalendarSource:
    """Where a person's leave is read from: one's own, or as a manager."""
    return await service.shown(session, await service.of_person(session, person_id, caller))


@router.delete(
    "/people/{person_id}/calendar-source", operation_id="unsubscribe_absences", status_code=204
)
async def unsubscribe_absences(session: Session, caller: Reader, person_id: UUID) -> None:
    """Read no calendar for a person's leave any more: one's own, or as a manager."""
    await service.remove(session, await service.of_person(session, person_id, caller), caller)


@router.put("/calendars/holidays/source", operation_id="subscribe_holidays")
async def subscribe_holidays(
    request: Request, session: Session, now: Now, caller: Manager, body: SubscribeCalendar
) -> CalendarSource:
    """Everybody's holidays are what the calendar at this address says."""
    vault = request.app.state.vault
    return await service.subscribe(session, vault, service.HOLIDAYS, body, caller, now)


@router.get("/calendars/holidays/source", operation_id="holidays_source")
async def holidays_source(session: Session, _: Manager) -> CalendarSource:
    """Where the holidays are read from, and how that went the last time."""
    return await service.shown(session, service.HOLIDAYS)


@router.delete("/calendars/holidays/source", operation_id="unsubscribe_holidays", status_code=204)
async def unsubscribe_holidays(session: Session, caller: Manager) -> None:
    """Read no calendar for the holidays any more."""
    await service.remove(session, service.HOLIDAYS, caller)

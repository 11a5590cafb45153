"""Subscribing to a calendar, and reading it again and again.

What was read stays in force until something else is read: an address that fails leaves nobody
without a page, it is shown and counted.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.access import must_manage
from oncall.audit_log import service as audit_log
from oncall.calendar_sources import repository
from oncall.calendar_sources.models import SourceRow
from oncall.calendars import service as calendars
from oncall.people import repository as people
from oncall.schedules import repository as schedules
from oncall.schedules.service import found
from platform_contracts.access import ONCALL_WRITE
from platform_contracts.shifts import (
    CalendarImported,
    CalendarSource,
    ImportCalendar,
    SubscribeCalendar,
)
from platform_kit.auth.principal import Principal
from platform_kit.clock import now as read_clock
from platform_kit.database import Database
from platform_kit.problems import Invalid, NotFound, Problem
from platform_kit.secrets import Vault

LARGEST_CALENDAR: Final = 900_000
RETRY: Final = timedelta(minutes=5)
HORIZON: Final = timedelta(days=1)
"""Even an unchanged calendar is taken over so often: what it repeats reaches a year ahead."""
READER: Final = Principal(
    kind="service", id="oncall", name="calendar", extra_scopes=frozenset({ONCALL_WRITE})
)


@dataclass(frozen=True)
class Target:
    """What a calendar is read for: a schedule, a person's leave, or (neither) everybody's
    holidays; `name` as in the audit log.
    """

    name: str
    schedule: UUID | None = None
    person: UUID | None = None


HOLIDAYS: Final = Target("holidays")


class CalendarNotReadError(Exception):
    """Why nothing came from an address, in words for people and without the address."""


async def subscribe(
    session: AsyncSession,
    vault: Vault,
    target: Target,
    body: SubscribeCalendar,
    caller: Principal,
    now: datetime,
) -> CalendarSource:
    """Read this calendar from now on, in place of another one. Raises Invalid."""
    url = _https(body.url)
    await remove(session, target, caller, missing_is_fine=True)
    row = SourceRow(
        schedule_id=target.schedule,
        person_id=target.person,
        sealed_url=vault.seal(str(url)),
        host=url.host,
        every_minutes=body.every_minutes,
        next_at=now,
    )
    session.add(row)
    await session.flush()
    await audit_log.record(session, caller, "calendar.subscribed", target.name, host=url.host)
    return _view(row)


async def shown(session: AsyncSession, target: Target) -> CalendarSource:
    """What is read, when it was read last, and what was wrong with it. Raises NotFound."""
    row = await repository.of(session, target.schedule, target.person)
    if row is None:
        raise NotFound("no calendar is read here")
    return _view(row)


async def remove(
    session: AsyncSession, target: Target, caller: Principal, *, missing_is_fine: bool = False
) -> None:
    """Read it no more; what was read stays until it is over. Raises NotFound."""
    row = await repository.of(session, target.schedule, target.person)
    if row is None:
        if missing_is_fine:
            return
        raise NotFound("no calendar is read here")
    await session.delete(row)
    await session.flush()
    await audit_log.record(session, caller, "calendar.unsubscribed", target.name, host=row.host)


async def of_schedule(session: AsyncSession, slug: str, caller: Principal) -> Target:
    """A schedule of a team the caller manages. Raises NotFound, Forbidden."""
    schedule = await found(session, slug)
    must_manage(caller, schedule.team)
    return Target(f"schedule:{slug}", schedule=schedule.id)


async def of_person(session: AsyncSession, person: UUID, caller: Principal) -> Target:
    """One's own leave, or as a manager. Raises NotFound, Forbidden."""
    calendars.may_care_for(caller, person)
    if await people.get(session, person) is None:
        raise NotFound(f"there is no person {person}")
    return Target(f"person:{person}", person=person)


async def read_one(database: Database, client: httpx.AsyncClient, vault: Vault) -> bool:
    """Read the calendar that is due for longest; False when none is."""
    async with database.transaction() as session:
        now = await read_clock(session)
        row = await repository.claim(session, now, RETRY)
        if row is None:
            return False
        source, sealed = row.id, row.sealed_url
    try:
        text = await _fetch(client, vault, sealed)
        async with database.transaction() as session:
            await _take(session, source, text)
    except (CalendarNotReadError, Problem) as error:
        async with database.transaction() as session:
            await _note_failure(session, source, str(error))
    return True


async def _take(session: AsyncSession, source: UUID, text: str) -> None:
    """Take over what a calendar says, unless it is what was taken over before."""
    row = await repository.lock(session, source)
    if row is None:
        return
    now = await read_clock(session)
    digest = hashlib.sha256(text.encode()).digest()
    fresh = row.applied_at is not None and now - row.applied_at < HORIZON
    if not (fresh and digest == row.digest):
        imported = await _import(session, row, text, now)
        row.events, row.unknown = imported.events, imported.unknown
        row.applied_at, row.digest = now, digest
    row.read_at, row.failed_at, row.error = now, None, ""
    row.next_at = now + timedelta(minutes=row.every_minutes)


async def _import(
    session: AsyncSession, row: SourceRow, text: str, now: datetime
) -> CalendarImported:
    body = ImportCalendar(ical=text)
    if row.schedule_id is None:
        return await calendars.import_absences(session, row.person_id, body, READER, now)
    schedule = (await schedules.by_ids(session, [row.schedule_id]))[row.schedule_id]
    return await calendars.import_schedule(session, schedule.slug, body, READER, now)


async def _note_failure(session: AsyncSession, source: UUID, why: str) -> None:
    row = await repository.lock(session, source)
    if row is not None:
        row.failed_at, row.error = await read_clock(session), why[:500]


async def _fetch(client: httpx.AsyncClient, vault: Vault, sealed: bytes) -> str:
    """The text of the calendar. Raises CalendarNotReadError, and Conflict for a lost key."""
    try:
        answer = await client.get(vault.open(sealed), headers={"accept": "text/calendar"})
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        reason = type(error).__name__ if isinstance(error, httpx.TimeoutException) else str(error)
        raise CalendarNotReadError(f"the address did not answer: {reason}") from None
    if answer.status_code != 200:
        raise CalendarNotReadError(f"the address answered {answer.status_code}")
    try:
        text = answer.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CalendarNotReadError("the answer is not UTF-8") from None
    if not text.rstrip().upper().endswith("END:VCALENDAR"):
        raise CalendarNotReadError("the answer is no calendar, or too large to be read whole")
    return text


def _https(address: str) -> httpx.URL:
    """webcal:// is https:// by another name. Raises Invalid."""
    if address.startswith("webcal://"):
        address = f"https://{address.removeprefix('webcal://')}"
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise Invalid.field("url", str(error)) from None
    if not url.host or url.userinfo:
        raise Invalid.field("url", "names no host, or holds a password")
    return url


def _view(row: SourceRow) -> CalendarSource:
    return CalendarSource(
        host=row.host,
        every_minutes=row.every_minutes,
        read_at=row.read_at,
        events=row.events or 0,
        unknown=row.unknown or [],
        failed_at=row.failed_at,
        error=row.error or "",
    )

"""Making, changing and ending silences. What still fires when one ends is paged."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrulestr
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts import repository as alerts
from alert_ingestion.noise import matching
from alert_ingestion.noise import repository as noise
from alert_ingestion.noise.service import silence_of
from alert_ingestion.silences import repository
from alert_ingestion.silences.models import SilenceRow
from platform_contracts.base import Page
from platform_contracts.noise import CreateSilence, MatchPreview, PreviewMatchers, Silence
from platform_contracts.wall_clock import wall_of
from platform_kit.ids import new_id
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Conflict, Invalid, NotFound


async def create(
    session: AsyncSession, body: CreateSilence, by: str, now: datetime, longest: timedelta
) -> Silence:
    """A new silence; alerts that come while it is active are recorded and page nobody."""
    matching.compiled(body.matchers)
    row = SilenceRow(id=new_id(), created_by=by, created_at=now, **_values(body, now, longest))
    session.add(row)
    await _changed(session, row, now)
    return view(row, now, {})


async def change(
    session: AsyncSession, silence_id: UUID, body: CreateSilence, now: datetime, longest: timedelta
) -> Silence:
    """Replace what a silence says; one that is over cannot come back. Raises Conflict."""
    row = await _found(session, silence_id)
    if row.ends_at <= now:
        raise Conflict("this silence is over; make a new one")
    matching.compiled(body.matchers)
    values = _values(body, now, longest)
    if body.starts_at is None:
        values["starts_at"] = row.starts_at
    for name, value in values.items():
        setattr(row, name, value)
    await _changed(session, row, now)
    return view(row, now, await alerts.held_by(session))


async def expire(session: AsyncSession, silence_id: UUID, now: datetime) -> Silence:
    """End a silence now; ending it twice is ending it once."""
    row = await _found(session, silence_id)
    if row.ends_at > now:
        row.starts_at = min(row.starts_at, now - timedelta(microseconds=1))
        row.ends_at = now
        await _changed(session, row, now)
    return view(row, now, {})


async def read(session: AsyncSession, silence_id: UUID, now: datetime) -> Silence:
    """One silence. Raises NotFound."""
    return view(await _found(session, silence_id), now, await alerts.held_by(session))


async def list_silences(
    session: AsyncSession, cursor: str | None, limit: int, now: datetime, *, over: bool
) -> Page[Silence]:
    """The newest first; without `over` only those that are active or will be."""
    counts = await alerts.held_by(session)
    if not over:
        rows = sorted(await repository.not_over(session, now), key=lambda row: row.id, reverse=True)
        return Page(items=[view(row, now, counts) for row in rows])
    before: UUID | None = decode_cursor(cursor, UUID)[0] if cursor else None
    found = await repository.newest(session, before, limit + 1)
    return page_of(found, limit, lambda row: view(row, now, counts), lambda row: (row.id,))


async def preview(session: AsyncSession, body: PreviewMatchers) -> MatchPreview:
    """What these matchers would silence."""
    return (await matching.find(session, matching.compiled(body.matchers))).preview()


async def _changed(session: AsyncSession, row: SilenceRow, now: datetime) -> None:
    row.updated_at = now
    await session.flush()
    await noise.raise_version(session)
    await alerts.recheck(session, row.id, now)


async def _found(session: AsyncSession, silence_id: UUID) -> SilenceRow:
    row = await repository.get(session, silence_id, lock=True)
    if row is None:
        raise NotFound(f"there is no silence {silence_id}")
    return row


def _values(body: CreateSilence, now: datetime, longest: timedelta) -> dict[str, Any]:
    starts_at = body.starts_at or now
    ends_at = body.ends_at or starts_at + timedelta(minutes=body.duration_minutes or 0)
    if ends_at <= starts_at:
        raise Invalid.field("ends_at", "must be after starts_at")
    if ends_at <= now:
        raise Invalid.field("ends_at", "is in the past")
    if ends_at - starts_at > longest:
        raise Invalid.field("ends_at", f"is more than {longest.days} days after the start")
    return {
        "matchers": [matcher.model_dump() for matcher in body.matchers],
        "starts_at": starts_at,
        "ends_at": ends_at,
        "recurrence": _recurrence(body, starts_at),
        "time_zone": body.time_zone if body.recurrence else None,
        "window_seconds": body.window_minutes * 60 if body.window_minutes else None,
        "comment": body.comment,
        "annotations": body.annotations,
    }


def _recurrence(body: CreateSilence, starts_at: datetime) -> str | None:
    """The rule, checked by using it. Raises Invalid."""
    try:
        zone = ZoneInfo(body.time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid.field("time_zone", "is not a time zone such as Europe/Berlin") from None
    if body.recurrence is None:
        return None
    text = body.recurrence.strip().removeprefix("RRULE:")
    if "DTSTART" in text.upper() or "\n" in text or "COUNT" in text.upper():
        raise Invalid.field("recurrence", "is one rule without DTSTART and COUNT")
    if any(word in text.upper() for word in ("SECONDLY", "MINUTELY")):
        raise Invalid.field("recurrence", "cannot be more often than hourly")
    try:
        rule = rrulestr(text, dtstart=wall_of(starts_at, zone))
        first = rule.after(wall_of(starts_at, zone), inc=True)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise Invalid.field("recurrence", f"is not an RFC 5545 rule: {error}") from None
    if first is None:
        raise Invalid.field("recurrence", "has no occurrence")
    return text


def view(row: SilenceRow, now: datetime, counts: dict[UUID, int]) -> Silence:
    """A silence for people."""
    until = silence_of(row).active_until(now)
    state = "expired" if row.ends_at <= now else "active" if until else "pending"
    fields = {
        name: getattr(row, name)
        for name in (
            *("id", "matchers", "starts_at", "ends_at", "recurrence", "time_zone", "created_by"),
            *("comment", "annotations", "created_at", "updated_at"),
        )
    }
    return Silence.model_validate(
        {
            **fields,
            "state": state,
            "active_until": until,
            "window_minutes": row.window_seconds // 60 if row.window_seconds else None,
            "held_alerts": counts.get(row.id, 0),
        }
    )

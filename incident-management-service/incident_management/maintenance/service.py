"""Maintenance windows: until when pages wait, and telling oncall when that changes."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.domain.maintenance import Window, suppressed_until
from incident_management.maintenance import repository
from incident_management.maintenance.models import MaintenanceRow
from platform_contracts.base import Page
from platform_contracts.service_rules import Maintenance, PutMaintenance
from platform_contracts.wall_clock import wall_of
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Invalid, NotFound


async def suppression(
    session: AsyncSession, service: str, environment: str, now: datetime
) -> datetime | None:
    """Until when pages of the service wait; None when they need not."""
    rows = await repository.in_force(session, service, environment, now)
    return suppressed_until([window_of(row) for row in rows], now)


async def find(session: AsyncSession, window_id: UUID) -> MaintenanceRow:
    """One window, locked. Raises NotFound."""
    row = await repository.get(session, window_id)
    if row is None:
        raise NotFound(f"there is no maintenance window {window_id}")
    return row


async def list_windows(
    session: AsyncSession, service: str | None, cursor: str | None, limit: int, now: datetime
) -> Page[Maintenance]:
    """The newest first."""
    before: UUID | None = decode_cursor(cursor, UUID)[0] if cursor else None
    rows = await repository.page(session, service, before, limit + 1)
    return page_of(rows, limit, lambda row: view(row, now), lambda row: (row.id,))


def write(row: MaintenanceRow, body: PutMaintenance, now: datetime) -> None:
    """The window as `body` wants it. Raises Invalid for a rule that is none."""
    row.recurrence = _checked_rule(body)
    row.title, row.services, row.environment = body.title, body.services, body.environment
    row.starts_at, row.ends_at = body.starts_at, body.ends_at
    row.time_zone, row.window_minutes = body.time_zone, body.window_minutes
    row.updated_at = now


def window_of(row: MaintenanceRow) -> Window:
    """The row as the domain knows it."""
    lasting = timedelta(minutes=row.window_minutes) if row.window_minutes else None
    return Window(row.starts_at, row.ends_at, row.recurrence, row.time_zone, lasting)


def view(row: MaintenanceRow, now: datetime) -> Maintenance:
    """The window as people see it."""
    until = None if row.cancelled_at else window_of(row).active_until(now)
    return Maintenance.model_validate(row).model_copy(update={"active_until": until})


def _checked_rule(body: PutMaintenance) -> str | None:
    if body.recurrence is None:
        return None
    text = body.recurrence.strip().removeprefix("RRULE:")
    words = text.upper()
    if "DTSTART" in words or "COUNT" in words or "\n" in text:
        raise Invalid.field("recurrence", "is one rule without DTSTART and COUNT")
    if "SECONDLY" in words or "MINUTELY" in words:
        raise Invalid.field("recurrence", "cannot be more often than hourly")
    start = wall_of(body.starts_at, ZoneInfo(body.time_zone))
    try:
        first = rrulestr(text, dtstart=start).after(start, inc=True)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise Invalid.field("recurrence", f"is not an RFC 5545 rule: {error}") from None
    if first is None:
        raise Invalid.field("recurrence", "has no occurrence")
    return text

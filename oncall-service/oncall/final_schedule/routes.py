"""`/api/v1/schedules/{slug}/final`: what every calendar shows and paging goes by."""

import csv
import io
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from oncall.final_schedule import service
from platform_contracts.access import ONCALL_WRITE, READ
from platform_contracts.base import Slug, iso
from platform_contracts.schedules import Moment, PutSchedule
from platform_contracts.shifts import FinalSchedule, Gap, SchedulePreview
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

AHEAD = timedelta(days=28)

router = APIRouter(
    prefix="/api/v1/schedules", route_class=TransactionalRoute, tags=["final schedule"]
)
Reader = Annotated[Principal, Requires(READ)]
Manager = Annotated[Principal, Requires(ONCALL_WRITE)]
Key = Annotated[Slug, Path()]


@router.get("/{slug}/final", operation_id="final_schedule")
async def final_schedule(
    session: Session,
    now: Now,
    _: Reader,
    slug: Key,
    since: Moment | None = None,
    until: Moment | None = None,
) -> FinalSchedule:
    """Who is on call from `since` (default: now) to `until` (default: 28 days later)."""
    start = since or now
    return await service.final_schedule(session, slug, start, until or start + AHEAD)


@router.get("/{slug}/gaps", operation_id="schedule_gaps")
async def schedule_gaps(
    session: Session, now: Now, _: Reader, slug: Key, days: Annotated[int, Query(ge=1, le=365)] = 28
) -> list[Gap]:
    """When nobody is on call in the next days."""
    end = now + timedelta(days=days)
    return (await service.final_schedule(session, slug, now, end)).gaps


@router.post("/{slug}/preview", operation_id="preview_schedule")
async def preview_schedule(
    session: Session,
    now: Now,
    _: Manager,
    slug: Key,
    body: PutSchedule,
    days: Annotated[int, Query(ge=1, le=365)] = 28,
) -> SchedulePreview:
    """Who would gain and lose which shifts by saving this; nothing is saved."""
    return await service.preview(session, slug, body, now, days)


@router.get("/{slug}/shifts.csv", operation_id="export_shifts", response_class=Response)
async def export_shifts(
    session: Session,
    now: Now,
    _: Reader,
    slug: Key,
    since: Moment | None = None,
    until: Moment | None = None,
) -> Response:
    """The final schedule as a table: one line for each person and shift."""
    start = since or now
    final = await service.final_schedule(session, slug, start, until or start + AHEAD)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["start", "end", "person", "by"])
    for shift in final.shifts:
        for person in shift.people:
            by = ", ".join(shift.by.get(str(person.id), []))
            row = [iso(shift.start), iso(shift.end), person.name, by]
            table.writerow([_inert(cell) for cell in row])
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8")


def _inert(cell: str) -> str:
    """A cell that a spreadsheet never takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell

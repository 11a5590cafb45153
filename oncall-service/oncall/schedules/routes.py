"""`/api/v1/schedules`."""

from typing import Annotated

from fastapi import APIRouter, Path

from oncall.schedules import rendering, service
from platform_contracts.access import ONCALL_WRITE, READ
from platform_contracts.base import Page, Slug
from platform_contracts.schedules import PutSchedule, Rendered, RenderSchedule, Schedule
from platform_contracts.shifts import ScheduleVersion
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(prefix="/api/v1/schedules", route_class=TransactionalRoute, tags=["schedules"])
Reader = Annotated[Principal, Requires(READ)]
Manager = Annotated[Principal, Requires(ONCALL_WRITE)]
Key = Annotated[Slug, Path()]


@router.post("/render", operation_id="render_schedule")
async def render_schedule(_: Reader, body: RenderSchedule) -> Rendered:
    """Who would be on call by the schedule of this request; nothing is stored."""
    return await rendering.render(body)


@router.put("/{slug}", operation_id="put_schedule")
async def put_schedule(
    session: Session, now: Now, caller: Manager, slug: Key, body: PutSchedule
) -> Schedule:
    """Create or edit a schedule; the past and whoever is on call stay as they are."""
    return await service.put_schedule(session, slug, body, caller, now)


@router.get("/{slug}", operation_id="get_schedule")
async def get_schedule(session: Session, _: Reader, slug: Key) -> Schedule:
    """A schedule by its slug."""
    return await service.get_schedule(session, slug)


@router.get("", operation_id="list_schedules")
async def list_schedules(
    session: Session, _: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Page[Schedule]:
    """All, by slug."""
    return await service.list_schedules(session, cursor, limit)


@router.get("/{slug}/versions", operation_id="list_schedule_versions")
async def list_schedule_versions(session: Session, _: Reader, slug: Key) -> list[ScheduleVersion]:
    """All versions of a schedule, the oldest first."""
    return await service.list_versions(session, slug)

"""`/api/v1/schedules`."""

from typing import Annotated

from fastapi import APIRouter, Path

from oncall.schedules import service
from platform_contracts.access import ONCALL_WRITE, READ
from platform_contracts.base import Page, Slug
from platform_contracts.oncall import PutSchedule, Schedule
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit
from platform_kit.problems import Forbidden

router = APIRouter(prefix="/api/v1/schedules", route_class=TransactionalRoute, tags=["schedules"])
Reader = Annotated[Principal, Requires(READ)]
Manager = Annotated[Principal, Requires(ONCALL_WRITE)]
Key = Annotated[Slug, Path()]


@router.put("/{slug}", operation_id="put_schedule")
async def put_schedule(session: Session, caller: Manager, slug: Key, body: PutSchedule) -> Schedule:
    """Create or replace a schedule."""
    if not caller.may(ONCALL_WRITE, body.team):
        raise Forbidden(f"this needs {ONCALL_WRITE} for the team {body.team}")
    return await service.put_schedule(session, slug, body)


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

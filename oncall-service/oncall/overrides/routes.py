"""`/api/v1/overrides` and `/api/v1/schedules/{slug}/temporary`."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from oncall.overrides import service
from oncall.overrides.models import OverrideRow, TemporaryRow
from platform_contracts.access import INCIDENTS_WRITE, ONCALL_WRITE, READ
from platform_contracts.base import Slug
from platform_contracts.schedules import Moment
from platform_contracts.shifts import (
    CreateOverride,
    CreateTemporarySchedule,
    Override,
    TemporarySchedule,
)
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

AHEAD = timedelta(days=90)

router = APIRouter(prefix="/api/v1", route_class=TransactionalRoute, tags=["overrides"])
Reader = Annotated[Principal, Requires(READ)]
Responder = Annotated[Principal, Requires(INCIDENTS_WRITE)]
Manager = Annotated[Principal, Requires(ONCALL_WRITE)]
Key = Annotated[Slug, Path()]


@router.post("/overrides", operation_id="create_override", status_code=201)
async def create_override(
    session: Session, now: Now, caller: Responder, body: CreateOverride
) -> Override:
    """Put an override above a schedule. Responders may take a shift themselves."""
    return await service.create_override(session, body, caller, now)


@router.get("/overrides", operation_id="list_overrides")
async def list_overrides(
    session: Session,
    now: Now,
    _: Reader,
    schedule: Annotated[Slug, Query()],
    since: Moment | None = None,
    until: Moment | None = None,
) -> list[Override]:
    """The overrides of a schedule from now (or `since`) on, in the order of creation."""
    start = since or now
    return await service.list_overrides(session, schedule, start, until or start + AHEAD)


@router.delete("/overrides/{override_id}", operation_id="end_override", status_code=204)
async def end_override(session: Session, now: Now, caller: Responder, override_id: UUID) -> None:
    """Take an override back; one that runs ends now."""
    await service.take_back(session, OverrideRow, override_id, caller, now)


@router.post(
    "/schedules/{slug}/temporary", operation_id="create_temporary_schedule", status_code=201
)
async def create_temporary_schedule(
    session: Session, now: Now, caller: Manager, slug: Key, body: CreateTemporarySchedule
) -> TemporarySchedule:
    """Replace the schedule for a span of time."""
    return await service.create_temporary(session, slug, body, caller, now)


@router.get("/schedules/{slug}/temporary", operation_id="list_temporary_schedules")
async def list_temporary_schedules(
    session: Session,
    now: Now,
    _: Reader,
    slug: Key,
    since: Moment | None = None,
    until: Moment | None = None,
) -> list[TemporarySchedule]:
    """The temporary schedules from now (or `since`) on."""
    start = since or now
    return await service.list_temporary(session, slug, start, until or start + AHEAD)


@router.delete(
    "/schedules/temporary/{temporary_id}", operation_id="end_temporary_schedule", status_code=204
)
async def end_temporary_schedule(
    session: Session, now: Now, caller: Manager, temporary_id: UUID
) -> None:
    """Take a temporary schedule back; one that runs ends now."""
    await service.take_back(session, TemporaryRow, temporary_id, caller, now)

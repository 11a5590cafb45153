"""`/api/v1/maintenance`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from incident_management.maintenance import control, service
from platform_contracts.access import INCIDENTS_WRITE, READ
from platform_contracts.base import Page, Text
from platform_contracts.service_rules import Maintenance, PutMaintenance
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(
    prefix="/api/v1/maintenance", route_class=TransactionalRoute, tags=["maintenance"]
)
Reader = Annotated[Principal, Requires(READ)]
Planner = Annotated[Principal, Requires(INCIDENTS_WRITE)]


@router.post("", operation_id="create_maintenance", status_code=201)
async def create_maintenance(
    session: Session, now: Now, caller: Planner, body: PutMaintenance
) -> Maintenance:
    """Plan a window: incidents of its services open, their pages wait until it ends."""
    return await control.create(session, body, caller, now)


@router.get("", operation_id="list_maintenance")
async def list_maintenance(
    session: Session,
    now: Now,
    _: Reader,
    service_slug: Annotated[Text | None, Query(alias="service", max_length=255)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Maintenance]:
    """Windows, the newest first."""
    return await service.list_windows(session, service_slug, cursor, limit, now)


@router.get("/{window_id}", operation_id="get_maintenance")
async def get_maintenance(session: Session, now: Now, _: Reader, window_id: UUID) -> Maintenance:
    """One window."""
    return service.view(await service.find(session, window_id), now)


@router.put("/{window_id}", operation_id="change_maintenance")
async def change_maintenance(
    session: Session, now: Now, caller: Planner, window_id: UUID, body: PutMaintenance
) -> Maintenance:
    """Another window in its place."""
    return await control.change(session, window_id, body, caller, now)


@router.delete("/{window_id}", operation_id="cancel_maintenance")
async def cancel_maintenance(
    session: Session, now: Now, caller: Planner, window_id: UUID
) -> Maintenance:
    """Cancel a window, or end it now: what waits for it pages."""
    return await control.cancel(session, window_id, caller, now)

"""`/api/v1/incidents/{incident}/…`: alerts, merge, split, links."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path

from incident_management.incidents.keys import FreshKey, Key, Reader, Responder, parse_key
from incident_management.merging import service
from platform_contracts.base import Page, Text
from platform_contracts.incident_work import (
    AttachedAlert,
    LinkedIncident,
    LinkIncident,
    MergeInto,
    SplitOff,
)
from platform_contracts.incidents import Incident
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(
    prefix="/api/v1/incidents/{incident}", route_class=TransactionalRoute, tags=["incidents"]
)


def other_key(other: Annotated[Text, Path(max_length=64)]) -> UUID | int:
    """The other incident of the path."""
    return parse_key(other)


@router.get("/alerts", operation_id="incident_alerts")
async def incident_alerts(
    session: Session, caller: Reader, key: Key, cursor: Cursor = None, limit: Limit = 100
) -> Page[AttachedAlert]:
    """Alerts of the incident."""
    return await service.alerts(session, key, caller, cursor, limit)


@router.post("/merge", operation_id="merge_incident")
async def merge_incident(
    session: Session, now: Now, caller: Responder, key: FreshKey, body: MergeInto
) -> Incident:
    """Put this incident into another one; answers the other one."""
    return await service.merge(session, key, body, caller, now)


@router.post("/split", operation_id="split_incident", status_code=201)
async def split_incident(
    session: Session, now: Now, caller: Responder, key: FreshKey, body: SplitOff
) -> Incident:
    """Make a new incident of some alerts; answers the new one."""
    return await service.split(session, key, body, caller, now)


@router.get("/links", operation_id="incident_links")
async def incident_links(session: Session, caller: Reader, key: Key) -> list[LinkedIncident]:
    """Incidents that belong to this one."""
    return await service.links(session, key, caller)


@router.post("/links", operation_id="link_incident")
async def link_incident(
    session: Session, now: Now, caller: Responder, key: Key, body: LinkIncident
) -> list[LinkedIncident]:
    """Say how another incident belongs to this one."""
    return await service.link(session, key, body, caller, now)


@router.delete("/links/{other}", operation_id="unlink_incident")
async def unlink_incident(
    session: Session,
    now: Now,
    caller: Responder,
    key: Key,
    other: Annotated[UUID | int, Depends(other_key)],
) -> list[LinkedIncident]:
    """Take a link away."""
    return await service.unlink(session, key, other, caller, now)

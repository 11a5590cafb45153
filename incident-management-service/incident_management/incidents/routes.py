"""`/api/v1/incidents`: opening one, its steps, its text."""

from fastapi import APIRouter, Response

from incident_management.incidents import service, snoozing
from incident_management.incidents.keys import FreshKey, Key, Reader, Responder
from platform_contracts.incidents import (
    ChangeStatus,
    CreateIncident,
    EditIncident,
    Incident,
    Note,
    Snooze,
)
from platform_contracts.vocabulary import IncidentStatus
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1/incidents", route_class=TransactionalRoute, tags=["incidents"])


@router.post("", operation_id="create_incident", status_code=201)
async def create_incident(
    session: Session, now: Now, caller: Responder, body: CreateIncident
) -> Incident:
    """Open an incident by hand."""
    return await service.create(session, body, caller, now)


@router.get("/{incident}", operation_id="get_incident")
async def get_incident(
    session: Session, now: Now, caller: Reader, key: Key, response: Response
) -> Incident:
    """One incident; its ETag is what a change may send as If-Match."""
    shown = await service.read(session, key, caller, now)
    response.headers["etag"] = f'"{shown.version}"'
    return shown


@router.patch("/{incident}", operation_id="edit_incident")
async def edit_incident(
    session: Session, now: Now, caller: Responder, key: FreshKey, body: EditIncident
) -> Incident:
    """Another title, description, environment, team or severity."""
    return await service.edit(session, key, body, caller, now)


@router.post("/{incident}/acknowledge", operation_id="acknowledge_incident")
async def acknowledge_incident(
    session: Session, now: Now, caller: Responder, key: Key, body: Note | None = None
) -> Incident:
    """Somebody looks at it: pages stop. `acknowledged_by` says who was first."""
    return await service.acknowledge(session, key, caller, now, body.note if body else "")


@router.post("/{incident}/snooze", operation_id="snooze_incident")
async def snooze_incident(
    session: Session, now: Now, caller: Responder, key: FreshKey, body: Snooze
) -> Incident:
    """Page nobody until then; after that page again from the first level."""
    return await snoozing.snooze(session, key, body.until, caller, now, body.note)


@router.post("/{incident}/unsnooze", operation_id="unsnooze_incident")
async def unsnooze_incident(session: Session, now: Now, caller: Responder, key: Key) -> Incident:
    """End the snooze now: page again from the first level."""
    return await snoozing.unsnooze(session, key, caller, now)


@router.post("/{incident}/resolve", operation_id="resolve_incident")
async def resolve_incident(
    session: Session, now: Now, caller: Responder, key: Key, body: Note | None = None
) -> Incident:
    """It is over."""
    return await service.resolve(session, key, caller, now, body.note if body else "")


@router.post("/{incident}/reopen", operation_id="reopen_incident")
async def reopen_incident(
    session: Session, now: Now, caller: Responder, key: FreshKey, body: Note | None = None
) -> Incident:
    """It is not over: page again from the first level."""
    note = body.note if body else ""
    return await service.change_status(session, key, IncidentStatus.OPEN, caller, now, note)


@router.post("/{incident}/status", operation_id="change_incident_status")
async def change_incident_status(
    session: Session, now: Now, caller: Responder, key: FreshKey, body: ChangeStatus
) -> Incident:
    """Take a step; 409 names the allowed ones."""
    target = IncidentStatus.OPEN if body.status == "new" else IncidentStatus(body.status)
    return await service.change_status(session, key, target, caller, now, body.note)

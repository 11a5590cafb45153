"""`/api/v1/incidents`."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from incident_management.incidents import service
from incident_management.incidents.repository import Filters
from incident_management.timeline import service as timeline
from platform_contracts.access import INCIDENTS_WRITE, READ
from platform_contracts.base import CountedPage, Page, Text
from platform_contracts.incidents import (
    AddComment,
    ChangeStatus,
    CreateIncident,
    Incident,
    Note,
    Snooze,
    TimelineEntry,
)
from platform_contracts.vocabulary import IncidentStatus, Severity
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit
from platform_kit.problems import NotFound

router = APIRouter(prefix="/api/v1/incidents", route_class=TransactionalRoute, tags=["incidents"])
Reader = Annotated[Principal, Requires(READ)]
Responder = Annotated[Principal, Requires(INCIDENTS_WRITE)]
Word = Annotated[Text | None, Query(max_length=255)]

_NUMBER = re.compile(r"^(?:INC-)?([0-9]{1,18})$", re.IGNORECASE)


def incident_key(
    incident: Annotated[str, Path(max_length=64, description="id, number or INC-number")],
) -> UUID | int:
    """The id or number that names an incident. Raises NotFound for anything else."""
    if match := _NUMBER.match(incident):
        return int(match[1])
    try:
        return UUID(incident)
    except ValueError:
        raise NotFound("an incident is named by its id or number") from None


Key = Annotated[UUID | int, Depends(incident_key)]


@router.get("", operation_id="list_incidents")
async def list_incidents(
    session: Session,
    now: Now,
    _: Reader,
    status: Annotated[list[IncidentStatus] | None, Query()] = None,
    severity: Annotated[list[Severity] | None, Query()] = None,
    service_slug: Annotated[Text | None, Query(alias="service", max_length=255)] = None,
    environment: Word = None,
    team: Word = None,
    assignee: Word = None,
    q: Word = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CountedPage[Incident]:
    """Incidents, the newest first."""
    filters = Filters(
        status=[str(name) for name in status] if status else None,
        severity=[str(name) for name in severity] if severity else None,
        service=service_slug,
        environment=environment,
        team=team,
        assignee=assignee,
        text=q,
    )
    return await service.list_incidents(session, filters, cursor, limit, now)


@router.post("", operation_id="create_incident", status_code=201)
async def create_incident(
    session: Session, now: Now, caller: Responder, body: CreateIncident
) -> Incident:
    """Open an incident by hand."""
    return await service.create(session, body, caller, now)


@router.get("/{incident}", operation_id="get_incident")
async def get_incident(session: Session, now: Now, _: Reader, key: Key) -> Incident:
    """One incident."""
    return await service.read(session, key, now)


@router.post("/{incident}/acknowledge", operation_id="acknowledge_incident")
async def acknowledge_incident(
    session: Session, now: Now, caller: Responder, key: Key, body: Note | None = None
) -> Incident:
    """Somebody looks at it: pages stop."""
    return await service.acknowledge(session, key, caller, now, body.note if body else "")


@router.post("/{incident}/snooze", operation_id="snooze_incident")
async def snooze_incident(
    session: Session, now: Now, caller: Responder, key: Key, body: Snooze
) -> Incident:
    """Page nobody until then; after that page again from the first level."""
    return await service.snooze(session, key, body.until, caller, now, body.note)


@router.post("/{incident}/resolve", operation_id="resolve_incident")
async def resolve_incident(
    session: Session, now: Now, caller: Responder, key: Key, body: Note | None = None
) -> Incident:
    """It is over."""
    return await service.resolve(session, key, caller, now, body.note if body else "")


@router.post("/{incident}/reopen", operation_id="reopen_incident")
async def reopen_incident(
    session: Session, now: Now, caller: Responder, key: Key, body: Note | None = None
) -> Incident:
    """It is not over: page again from the first level."""
    note = body.note if body else ""
    return await service.change_status(session, key, IncidentStatus.OPEN, caller, now, note)


@router.post("/{incident}/status", operation_id="change_incident_status")
async def change_incident_status(
    session: Session, now: Now, caller: Responder, key: Key, body: ChangeStatus
) -> Incident:
    """Take a step; 409 names the allowed ones."""
    target = IncidentStatus.OPEN if body.status == "new" else IncidentStatus(body.status)
    return await service.change_status(session, key, target, caller, now, body.note)


@router.post("/{incident}/comments", operation_id="add_comment", status_code=201)
async def add_comment(
    session: Session, now: Now, caller: Responder, key: Key, body: AddComment
) -> TimelineEntry:
    """Add a comment to the timeline."""
    return await service.comment(session, key, body.body, caller, now)


@router.get("/{incident}/timeline", operation_id="get_timeline")
async def get_timeline(
    session: Session, now: Now, _: Reader, key: Key, cursor: Cursor = None, limit: Limit = 200
) -> Page[TimelineEntry]:
    """What happened, oldest first."""
    incident = await service.read(session, key, now)
    return await timeline.read(session, incident.id, cursor, limit)

"""`/api/v1/incidents/{incident}/…`: whom to page, who helps, who watches."""

from uuid import UUID

from fastapi import APIRouter, Request

from incident_management.escalating import service
from incident_management.escalating.directory import known
from incident_management.incidents.keys import FreshKey, Key, Reader, Responder
from platform_contracts.incident_work import AddResponder, People, Reassign
from platform_contracts.incidents import Incident, Note
from platform_kit.clock import Now
from platform_kit.clock import now as read_clock
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(
    prefix="/api/v1/incidents/{incident}", route_class=TransactionalRoute, tags=["incidents"]
)


@router.post("/unacknowledge", operation_id="unacknowledge_incident")
async def unacknowledge_incident(
    session: Session, now: Now, caller: Responder, key: FreshKey, body: Note | None = None
) -> Incident:
    """Nobody works on it after all: the level that was reached is paged again."""
    return await service.unacknowledge(session, key, caller, now, body.note if body else "")


@router.post("/escalate", operation_id="escalate_incident")
async def escalate_incident(
    session: Session, now: Now, caller: Responder, key: FreshKey, body: Note | None = None
) -> Incident:
    """Page the next level now."""
    return await service.escalate(session, key, caller, now, body.note if body else "")


@router.post("/reassign", operation_id="reassign_incident")
async def reassign_incident(
    request: Request, session: Session, caller: Responder, key: FreshKey, body: Reassign
) -> Incident:
    """Page these people instead of whoever is on call."""
    people = await known(request, body.people)
    now = await read_clock(session)
    return await service.reassign(session, key, people, caller, now, body.note)


@router.get("/people", operation_id="incident_people")
async def incident_people(session: Session, caller: Reader, key: Key) -> People:
    """Responders and watchers."""
    return await service.people(session, key, caller)


@router.post("/responders", operation_id="add_responder")
async def add_responder(
    request: Request, session: Session, caller: Responder, key: Key, body: AddResponder
) -> People:
    """Ask somebody to help."""
    (person,) = await known(request, [body.person])
    now = await read_clock(session)
    return await service.add_responder(session, key, body, person, caller, now)


@router.delete("/responders/{person_id}", operation_id="remove_responder")
async def remove_responder(
    session: Session, now: Now, caller: Responder, key: Key, person_id: UUID
) -> People:
    """Somebody is needed no more."""
    return await service.remove_responder(session, key, person_id, caller, now)


@router.put("/watch", operation_id="watch_incident")
async def watch_incident(session: Session, now: Now, caller: Reader, key: Key) -> People:
    """Be told of every step."""
    return await service.watch(session, key, caller, now)


@router.delete("/watch", operation_id="unwatch_incident")
async def unwatch_incident(session: Session, caller: Reader, key: Key) -> People:
    """Be told no more."""
    return await service.unwatch(session, key, caller)

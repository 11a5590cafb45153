"""`/api/v1/incidents/{incident}/timeline` and `/comments`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from incident_management.incidents.keys import Key, Reader, Responder
from incident_management.incidents.service import readable
from incident_management.notes import service
from incident_management.timeline import service as timeline
from platform_contracts.base import Page
from platform_contracts.incidents import AddComment, EditEntry, TimelineEntry
from platform_contracts.vocabulary import TimelineKind
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(
    prefix="/api/v1/incidents/{incident}", route_class=TransactionalRoute, tags=["timeline"]
)


@router.post("/comments", operation_id="add_comment", status_code=201)
async def add_comment(
    session: Session, now: Now, caller: Responder, key: Key, body: AddComment
) -> TimelineEntry:
    """Add a comment to the timeline."""
    return await service.comment(session, key, body, caller, now)


@router.get("/timeline", operation_id="get_timeline")
async def get_timeline(
    session: Session,
    caller: Reader,
    key: Key,
    curated: Annotated[bool, Query(description="only what matters, and what is pinned")] = False,
    kind: Annotated[list[TimelineKind] | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 200,
) -> Page[TimelineEntry]:
    """What happened, oldest first."""
    incident = await readable(session, key, caller)
    kinds = [str(name) for name in kind or ()]
    return await timeline.read(session, incident.id, cursor, limit, curated=curated, kinds=kinds)


@router.patch("/timeline/{entry_id}", operation_id="edit_timeline_entry")
async def edit_timeline_entry(
    session: Session, now: Now, caller: Responder, key: Key, entry_id: UUID, body: EditEntry
) -> TimelineEntry:
    """Change an own comment; pin or unpin any entry."""
    return await service.edit(session, key, entry_id, body, caller, now)

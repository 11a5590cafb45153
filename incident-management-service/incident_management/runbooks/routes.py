"""`/api/v1/runbooks`, and runbooks on the page of an incident."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from incident_management.incidents.keys import Key, Reader, Responder
from incident_management.incidents.service import readable
from incident_management.runbooks import service, use
from incident_management.runbooks.search import search
from platform_contracts.access import KNOWLEDGE_WRITE
from platform_contracts.base import Page, Text
from platform_contracts.runbooks import (
    ApplyStep,
    IncidentRunbooks,
    PutRunbook,
    Runbook,
    RunbookVersion,
    StepState,
    UndoStep,
)
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Database, Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(prefix="/api/v1", route_class=TransactionalRoute, tags=["runbooks"])
Writer = Annotated[Principal, Requires(KNOWLEDGE_WRITE)]
Word = Annotated[Text | None, Query(max_length=255)]


@router.get("/runbooks", operation_id="list_runbooks")
async def list_runbooks(
    session: Session,
    _: Reader,
    service_slug: Annotated[Text | None, Query(alias="service", max_length=255)] = None,
    q: Word = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Runbook]:
    """Runbooks by title."""
    return await service.list_runbooks(session, service_slug, q, cursor, limit)


@router.put("/runbooks/{runbook_id}", operation_id="put_runbook")
async def put_runbook(
    session: Session, now: Now, caller: Writer, runbook_id: UUID, body: PutRunbook
) -> Runbook:
    """Save a runbook under an id that the caller made; each change is a version."""
    return await service.put(session, runbook_id, body, caller, now)


@router.get("/runbooks/{runbook_id}", operation_id="get_runbook")
async def get_runbook(session: Session, _: Reader, runbook_id: UUID) -> Runbook:
    """One runbook."""
    return await service.get(session, runbook_id)


@router.get("/runbooks/{runbook_id}/versions", operation_id="runbook_versions")
async def runbook_versions(session: Session, _: Reader, runbook_id: UUID) -> list[RunbookVersion]:
    """What it was, the newest first."""
    return await service.versions(session, runbook_id)


@router.delete("/runbooks/{runbook_id}", operation_id="archive_runbook", status_code=204)
async def archive_runbook(session: Session, now: Now, caller: Writer, runbook_id: UUID) -> None:
    """Take a runbook out of use."""
    await service.archive(session, runbook_id, caller, now)


@router.get("/incidents/{incident}/runbooks", operation_id="incident_runbooks")
async def incident_runbooks(
    request: Request, session: Session, caller: Reader, key: Key
) -> IncidentRunbooks:
    """Runbooks for the incident, with what was done by them."""
    database: Database = request.app.state.database
    async with database.transaction() as before:
        row = await readable(before, key, caller)
    searched = await search(request, f"{row.title}\n{row.description}", row.service)
    return await use.for_incident(session, row.id, caller, searched)


@router.post("/incidents/{incident}/apply-runbook-step", operation_id="apply_runbook_step")
async def apply_runbook_step(
    session: Session, now: Now, caller: Responder, key: Key, body: ApplyStep
) -> list[StepState]:
    """One click: the step is done, or left out, and the timeline says so."""
    return await use.note_step(session, key, body, caller, now)


@router.post("/incidents/{incident}/undo-runbook-step", operation_id="undo_runbook_step")
async def undo_runbook_step(
    session: Session, now: Now, caller: Responder, key: Key, body: UndoStep
) -> list[StepState]:
    """The step was not done after all."""
    return await use.undo_step(session, key, body, caller, now)

"""`/api/v1/incidents/bulk`."""

from uuid import UUID

from fastapi import APIRouter, Request

from incident_management.bulk import service
from incident_management.escalating.directory import known
from incident_management.incidents.keys import Reader, Responder
from platform_contracts.incident_lists import BulkJob, BulkRequest
from platform_kit.clock import now as read_clock
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(
    prefix="/api/v1/incidents/bulk", route_class=TransactionalRoute, tags=["incidents"]
)


@router.post("", operation_id="change_many_incidents", status_code=202)
async def change_many_incidents(
    request: Request, session: Session, caller: Responder, body: BulkRequest
) -> BulkJob:
    """Start one action on many incidents; the job tells what became of each."""
    if body.assignee:
        (person,) = await known(request, [body.assignee])
        body = body.model_copy(update={"assignee": person})
    now = await read_clock(session)
    return await service.start(session, body, caller, now)


@router.get("/{job_id}", operation_id="get_bulk_job")
async def get_bulk_job(session: Session, caller: Reader, job_id: UUID) -> BulkJob:
    """How far a job is."""
    return await service.read(session, job_id, caller)

"""`/api/v1/incidents/{incident}/rca` and `/recurrence`."""

from fastapi import APIRouter

from incident_management.incidents.keys import Key, Reader, Responder
from incident_management.postmortems import service
from platform_contracts.postmortems import PutRca, Rca, Recurrence
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(
    prefix="/api/v1/incidents/{incident}", route_class=TransactionalRoute, tags=["post-incident"]
)


@router.get("/rca", operation_id="get_rca")
async def get_rca(session: Session, caller: Reader, key: Key) -> Rca:
    """The root-cause analysis, and what is missing before the incident can be closed."""
    return await service.get(session, key, caller)


@router.put("/rca", operation_id="put_rca")
async def put_rca(session: Session, now: Now, caller: Responder, key: Key, body: PutRca) -> Rca:
    """Write the root-cause analysis."""
    return await service.put(session, key, body, caller, now)


@router.get("/recurrence", operation_id="incident_recurrence")
async def incident_recurrence(
    session: Session, now: Now, caller: Reader, key: Key
) -> list[Recurrence]:
    """Earlier incidents of the same cause, and what was never done about them."""
    return await service.recurrences(session, key, caller, now)

"""Who is on call now, and where the escalation of an incident stands."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request

from oncall.escalations import current, repository, service
from oncall.escalations.models import EscalationRow
from oncall.escalations.trace import trace
from platform_contracts.access import INCIDENTS_WRITE, READ
from platform_contracts.oncall import Escalation, OnCallNow
from platform_contracts.paging import EscalationTrace
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Service
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.problems import NotFound

router = APIRouter(prefix="/api/v1", route_class=TransactionalRoute, tags=["on call"])
Reader = Annotated[Principal, Requires(READ)]
Responder = Annotated[Principal, Requires(INCIDENTS_WRITE)]

router.add_api_route(
    current.PATH,
    current.oncall_current,
    operation_id="oncall_current",
    response_model=OnCallNow,
    openapi_extra={"parameters": [current.TEAM]},
)


@router.get("/escalations/{incident_id}", operation_id="get_escalation")
async def get_escalation(session: Session, _: Reader, incident_id: UUID) -> Escalation:
    """Where the paging of an incident stands."""
    row = await repository.find(session, incident_id)
    if row is None:
        raise NotFound(f"nobody was paged for the incident {incident_id}")
    return _view(row)


@router.get("/escalations/{incident_id}/trace", operation_id="trace_escalation")
async def trace_escalation(
    request: Request, session: Session, now: Now, _: Reader, incident_id: UUID
) -> EscalationTrace:
    """Who was paged and why, and who was not and why not."""
    return await trace(session, incident_id, request.app.state.peers[Service.NOTIFICATION], now)


@router.post("/escalations/{incident_id}/escalate", operation_id="escalate_now")
async def escalate_now(
    session: Session, now: Now, caller: Responder, incident_id: UUID
) -> Escalation:
    """Page the next level at once."""
    return _view(await service.escalate(session, incident_id, caller, now))


def _view(row: EscalationRow) -> Escalation:
    return Escalation.model_validate(
        {
            "incident_id": row.incident_id,
            "state": row.state,
            "policy": row.policy["slug"],
            "level": row.level or None,
            "pass_no": row.pass_no,
            "cycle": row.cycle,
            "due_at": row.due_at,
            "urgency": row.urgency,
            "people": [PersonRef.model_validate(person) for person in row.people],
        }
    )

"""Who is on call now, and where the escalation of an incident stands."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from oncall.escalation_policies.service import policy_for
from oncall.escalations import repository, service
from oncall.escalations.models import EscalationRow
from oncall.escalations.trace import trace
from oncall.escalations.who import each_once, on_levels
from oncall.teams.service import get_team
from platform_contracts.access import INCIDENTS_WRITE, READ
from platform_contracts.base import Slug
from platform_contracts.oncall import Escalation, OnCallNow, OnCallShift, PolicyLevel
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


@router.get("/oncall/current", operation_id="oncall_current")
async def oncall_current(
    session: Session, now: Now, _: Reader, team: Annotated[Slug, Query()]
) -> OnCallNow:
    """Who would be paged for the team now, level by level."""
    owner = await get_team(session, team)
    policy = await policy_for(session, None, owner.slug)
    levels = [PolicyLevel.model_validate(level) for level in policy.levels]
    found = [each_once(targets) for targets in await on_levels(session, levels, now)]
    shifts = [
        OnCallShift(
            level=number,
            schedule=entries[0].schedule if entries else None,
            people=[entry.person for entry in entries],
            until=entries[0].until if entries else None,
        )
        for number, entries in enumerate(found, start=1)
    ]
    reached = [shift.people for shift in shifts if shift.people]
    return OnCallNow(
        team=owner.slug,
        policy=policy.slug,
        at=now,
        people=reached[0] if reached else [],
        levels=shifts,
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

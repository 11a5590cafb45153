"""`/api/v1/suggestions/{incident_id}/plan`: hypotheses, evidence and steps of an incident."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from ai_analysis.knowledge.model import CurrentModel
from ai_analysis.plans import service
from platform_contracts.access import INCIDENTS_WRITE, READ
from platform_contracts.analysis import ActionPlan, ActOnAction, PlannedAction
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(
    prefix="/api/v1/suggestions/{incident_id}/plan",
    route_class=TransactionalRoute,
    tags=["action plan"],
)


@router.get("", operation_id="get_action_plan")
async def get_action_plan(
    session: Session,
    model: CurrentModel,
    incident_id: UUID,
    _: Annotated[Principal, Requires(READ)],
) -> ActionPlan:
    """What it may be, what speaks for it, what to look at and what to do, in order."""
    return await service.plan(session, model, incident_id)


@router.post("/actions/{action_id}", operation_id="act_on_planned_action")
async def act_on_planned_action(
    session: Session,
    model: CurrentModel,
    incident_id: UUID,
    action_id: UUID,
    body: ActOnAction,
    caller: Annotated[Principal, Requires(INCIDENTS_WRITE)],
) -> PlannedAction:
    """Say that a step was executed (with its outcome), postponed or dismissed."""
    return await service.act(session, model, incident_id, action_id, body, caller.actor)

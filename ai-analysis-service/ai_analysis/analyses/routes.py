"""Explaining alerts over HTTP, and what was found for an incident."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from ai_analysis.analyses import service
from ai_analysis.knowledge.model import CurrentModel
from platform_contracts.access import INCIDENTS_WRITE, READ
from platform_contracts.analysis import (
    Analysis,
    AnalyzeRequest,
    ClassifyAnswer,
    ClassifyRequest,
    IncidentSuggestions,
)
from platform_kit.auth.dependencies import Requires, ServiceCaller
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(route_class=TransactionalRoute, tags=["analysis"])


@router.post("/api/v1/analyze", operation_id="analyze")
async def analyze(
    session: Session,
    model: CurrentModel,
    body: AnalyzeRequest,
    caller: Annotated[Principal, Requires(READ)],
) -> Analysis:
    """Rank the likely causes of an alert, with evidence, what to do, and what happened before.

    With `incident_id` and the right to change incidents the answer is kept for that incident.
    """
    return await service.analyze(session, model, body, store=caller.may(INCIDENTS_WRITE))


@router.get("/api/v1/suggestions", operation_id="list_suggestions")
async def list_suggestions(
    session: Session, incident_id: UUID, _: Annotated[Principal, Requires(READ)]
) -> IncidentSuggestions:
    """The ranked causes of an incident; an empty list while its analysis is under way."""
    return await service.of_incident(session, incident_id)


@router.post("/internal/v1/classify", operation_id="classify", include_in_schema=False)
async def classify(model: CurrentModel, body: ClassifyRequest, _: ServiceCaller) -> ClassifyAnswer:
    """Categories for a batch of alerts; used by correlation, never on its blocking path."""
    return await service.classify_batch(model, body.items)

"""What was found for an incident."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from ai_analysis.suggestions import service
from platform_contracts.access import READ
from platform_contracts.analysis import IncidentSuggestions
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(route_class=TransactionalRoute, tags=["suggestions"])


@router.get("/api/v1/suggestions", operation_id="list_suggestions")
async def list_suggestions(
    session: Session, incident_id: UUID, _: Annotated[Principal, Requires(READ)]
) -> IncidentSuggestions:
    """The ranked causes of an incident; an empty list while its analysis is under way."""
    return await service.of_incident(session, incident_id)

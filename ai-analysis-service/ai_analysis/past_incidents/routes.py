"""`/api/v1/similar`: what happened before, and how it was fixed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from ai_analysis.past_incidents import service
from ai_analysis.suggestions import service as suggestions
from platform_contracts.access import READ
from platform_contracts.analysis import SimilarIncidents
from platform_contracts.base import Text
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.problems import Invalid

router = APIRouter(route_class=TransactionalRoute, tags=["similar incidents"])


@router.get("/api/v1/similar", operation_id="list_similar_incidents")
async def list_similar_incidents(
    session: Session,
    _: Annotated[Principal, Requires(READ)],
    incident_id: UUID | None = None,
    q: Annotated[Text | None, Query(max_length=4096)] = None,
    service_name: Annotated[Text | None, Query(alias="service", max_length=255)] = None,
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> SimilarIncidents:
    """Past incidents with a known cause, like an incident or like a text; the likest first."""
    if incident_id is None and not (q and q.strip()):
        raise Invalid.field("q", "give an incident_id or a text")
    title, text, of_service = await suggestions.text_of(session, incident_id)
    items = await service.similar(
        session,
        title=q or title,
        text=text,
        service=service_name or of_service,
        but=incident_id,
        limit=limit,
    )
    return SimilarIncidents(items=items)

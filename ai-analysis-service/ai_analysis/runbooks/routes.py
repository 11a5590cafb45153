"""`/api/v1/runbook-search`: which runbook fits an alert?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from ai_analysis.runbooks.service import Library
from ai_analysis.suggestions import service as suggestions
from platform_contracts.access import READ
from platform_contracts.analysis import FoundRunbooks
from platform_contracts.base import Text
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.problems import Invalid

router = APIRouter(route_class=TransactionalRoute, tags=["runbooks"])


@router.get("/api/v1/runbook-search", operation_id="search_runbooks")
async def search_runbooks(
    request: Request,
    session: Session,
    _: Annotated[Principal, Requires(READ)],
    q: Annotated[Text | None, Query(max_length=8192)] = None,
    incident_id: UUID | None = None,
    service_name: Annotated[Text | None, Query(alias="service", max_length=255)] = None,
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> FoundRunbooks:
    """Runbooks for the text of an alert or for an incident, the best first."""
    if incident_id is None and not (q and q.strip()):
        raise Invalid.field("q", "give an incident_id or a text")
    library: Library = request.app.state.runbooks
    title, text, service = await suggestions.text_of(session, incident_id)
    query = "\n".join(part for part in (q, title, text) if part)
    return await library.search(session, query, service_name or service, limit)

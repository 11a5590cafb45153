"""`/api/v1/incidents`: the list, its facets, its export."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from incident_management.incidents.keys import Reader
from incident_management.lists import service
from incident_management.lists.filters import Scope
from platform_contracts.base import CountedPage
from platform_contracts.incident_lists import (
    ExportQuery,
    IncidentFacets,
    IncidentFilter,
    IncidentListQuery,
)
from platform_contracts.incidents import Incident
from platform_kit.clock import Now
from platform_kit.database import Database, Session, TransactionalRoute

router = APIRouter(prefix="/api/v1/incidents", route_class=TransactionalRoute, tags=["incidents"])
export_router = APIRouter(prefix="/api/v1/incidents", tags=["incidents"])


@router.get("", operation_id="list_incidents", response_model=CountedPage[Incident])
async def list_incidents(
    session: Session, now: Now, caller: Reader, query: Annotated[IncidentListQuery, Query()]
) -> Response:
    """Incidents, the newest first."""
    page = await service.list_incidents(session, query, Scope.of(caller), now)
    # The page is a valid one: written once, not checked and copied before.
    return Response(page.model_dump_json(), media_type="application/json")


@router.get("/facets", operation_id="incident_facets")
async def incident_facets(
    session: Session, caller: Reader, query: Annotated[IncidentFilter, Query()]
) -> IncidentFacets:
    """What there is to filter by, and how many each choice would show."""
    return await service.facets(session, query, Scope.of(caller))


@export_router.get(
    "/export",
    operation_id="export_incidents",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}, "application/x-ndjson": {}}}},
)
async def export_incidents(
    request: Request, caller: Reader, query: Annotated[ExportQuery, Query()]
) -> StreamingResponse:
    """All matching incidents as CSV, or as one JSON object a line."""
    database: Database = request.app.state.database
    lines = service.export(database, query, Scope.of(caller))
    media = "text/csv; charset=utf-8" if query.format == "csv" else "application/x-ndjson"
    name = f"incidents.{'csv' if query.format == 'csv' else 'ndjson'}"
    return StreamingResponse(
        lines,
        media_type=media,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )

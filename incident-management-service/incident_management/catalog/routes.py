"""`/api/v1/services` and `/api/v1/topology`."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from incident_management.catalog import service
from platform_contracts.access import CATALOG_WRITE, READ
from platform_contracts.base import Page, Slug, Text
from platform_contracts.incidents import CatalogService, PutService, Topology
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(prefix="/api/v1", route_class=TransactionalRoute, tags=["catalogue"])
Reader = Annotated[Principal, Requires(READ)]
Writer = Annotated[Principal, Requires(CATALOG_WRITE)]
ServiceSlug = Annotated[Slug, Path()]


@router.put("/services/{slug}", operation_id="put_service")
async def put_service(
    session: Session, _: Writer, slug: ServiceSlug, body: PutService
) -> CatalogService:
    """Create or replace a service."""
    return await service.put_service(session, slug, body)


@router.get("/services/{slug}", operation_id="get_service")
async def get_service(session: Session, _: Reader, slug: ServiceSlug) -> CatalogService:
    """One service."""
    return await service.get_service(session, slug)


@router.get("/services", operation_id="list_services")
async def list_services(
    session: Session,
    _: Reader,
    team: Annotated[Text | None, Query(max_length=255)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[CatalogService]:
    """Services by slug, each with the number of its open incidents."""
    return await service.list_services(session, cursor, limit, team)


@router.put("/topology", operation_id="put_topology")
async def put_topology(session: Session, _: Writer, body: Topology) -> Topology:
    """Set the place of many services in the dependency graph at once."""
    return await service.put_topology(session, body)


@router.get(
    "/topology",
    operation_id="get_topology",
    response_model=Topology,
    responses={304: {"description": "Still the graph of If-None-Match"}},
)
async def get_topology(
    session: Session,
    _: Reader,
    response: Response,
    if_none_match: Annotated[Text | None, Header(max_length=1024)] = None,
) -> Topology | Response:
    """The dependency graph, with its version as ETag."""
    topology = await service.get_topology(session)
    version = service.version_of(topology)
    if if_none_match == version:
        return Response(status_code=304, headers={"etag": version})
    response.headers["etag"] = version
    return topology

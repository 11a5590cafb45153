"""`/api/v1/changes`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from alert_ingestion.changes import service
from alert_ingestion.changes.repository import Filter
from platform_contracts.access import ALERTS_WRITE, READ
from platform_contracts.base import Instant, Page, Slug
from platform_contracts.changes import Change, PostChange
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(prefix="/api/v1/changes", route_class=TransactionalRoute, tags=["changes"])
Reader = Annotated[Principal, Requires(READ)]
Writer = Annotated[Principal, Requires(ALERTS_WRITE)]


@router.post(
    "",
    operation_id="post_change",
    status_code=201,
    responses={200: {"model": Change, "description": "Known already"}},
)
async def post_change(
    session: Session, now: Now, caller: Writer, body: PostChange, response: Response
) -> Change:
    """Tell of a deployment, a flag, a configuration: 201, or 200 when it is known already."""
    change, is_new = await service.post(session, body, f"{caller.kind}:{caller.id}", now)
    response.status_code = 201 if is_new else 200
    return change


@router.get("", operation_id="list_changes")
async def list_changes(
    session: Session,
    _: Reader,
    services: Annotated[list[Slug], Query(alias="service", max_length=50)] = [],  # noqa: B006
    environment: Slug | None = None,
    kind: Slug | None = None,
    since: Instant | None = None,
    until: Instant | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Change]:
    """Changes, the latest first; `service` may be given several times."""
    wanted = Filter(tuple(services), environment, kind, since, until)
    return await service.list_changes(session, wanted, cursor, limit)


@router.get("/{change_id}", operation_id="get_change")
async def get_change(session: Session, _: Reader, change_id: UUID) -> Change:
    """One change."""
    return await service.get_change(session, change_id)

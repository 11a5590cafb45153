"""`/api/v1/teams`."""

from typing import Annotated

from fastapi import APIRouter, Path

from oncall.teams import service
from platform_contracts.access import ONCALL_WRITE, READ
from platform_contracts.base import Page, Slug
from platform_contracts.oncall import PutTeam, Team
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(prefix="/api/v1/teams", route_class=TransactionalRoute, tags=["teams"])
Reader = Annotated[Principal, Requires(READ)]
Manager = Annotated[Principal, Requires(ONCALL_WRITE)]
Key = Annotated[Slug, Path()]


@router.put("/{slug}", operation_id="put_team")
async def put_team(session: Session, caller: Manager, slug: Key, body: PutTeam) -> Team:
    """Create or replace a team."""
    return await service.put_team(session, slug, body, caller)


@router.get("/{slug}", operation_id="get_team")
async def get_team(session: Session, _: Reader, slug: Key) -> Team:
    """A team by its slug."""
    return await service.get_team(session, slug)


@router.get("", operation_id="list_teams")
async def list_teams(
    session: Session, _: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Page[Team]:
    """All, by slug."""
    return await service.list_teams(session, cursor, limit)

"""`/api/v1/escalation-policies`."""

from typing import Annotated

from fastapi import APIRouter, Path

from oncall.escalation_policies import service
from platform_contracts.access import ONCALL_WRITE, READ
from platform_contracts.base import Page, Slug
from platform_contracts.oncall import Policy, PutPolicy
from platform_contracts.paging import PolicyVersion
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(
    prefix="/api/v1/escalation-policies",
    route_class=TransactionalRoute,
    tags=["escalation policies"],
)
Reader = Annotated[Principal, Requires(READ)]
Manager = Annotated[Principal, Requires(ONCALL_WRITE)]
Key = Annotated[Slug, Path()]


@router.put("/{slug}", operation_id="put_policy")
async def put_policy(
    session: Session, now: Now, caller: Manager, slug: Key, body: PutPolicy
) -> Policy:
    """Create or replace an escalation policy; running escalations keep the one they began with."""
    return await service.put_policy(session, slug, body, caller, now)


@router.get("/{slug}/versions", operation_id="list_policy_versions")
async def list_policy_versions(session: Session, _: Reader, slug: Key) -> list[PolicyVersion]:
    """What the policy was, the newest first."""
    return await service.list_versions(session, slug)


@router.get("/{slug}", operation_id="get_policy")
async def get_policy(session: Session, _: Reader, slug: Key) -> Policy:
    """An escalation policy by its slug."""
    return await service.get_policy(session, slug)


@router.get("", operation_id="list_policies")
async def list_policies(
    session: Session, _: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Page[Policy]:
    """All, by slug."""
    return await service.list_policies(session, cursor, limit)

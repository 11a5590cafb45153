"""`/api/v1/sla-policies`."""

from typing import Annotated

from fastapi import APIRouter, Path

from incident_management.sla import service
from platform_contracts.access import CATALOG_WRITE, READ
from platform_contracts.base import Page, Slug
from platform_contracts.service_rules import PutSlaPolicy, SlaPolicy
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(
    prefix="/api/v1/sla-policies", route_class=TransactionalRoute, tags=["catalogue"]
)
Reader = Annotated[Principal, Requires(READ)]
Writer = Annotated[Principal, Requires(CATALOG_WRITE)]
PolicySlug = Annotated[Slug, Path()]


@router.put("/{slug}", operation_id="put_sla_policy")
async def put_sla_policy(
    session: Session, _: Writer, slug: PolicySlug, body: PutSlaPolicy
) -> SlaPolicy:
    """Create or replace a policy."""
    return await service.put_policy(session, slug, body)


@router.get("/{slug}", operation_id="get_sla_policy")
async def get_sla_policy(session: Session, _: Reader, slug: PolicySlug) -> SlaPolicy:
    """One policy."""
    return await service.get_policy(session, slug)


@router.get("", operation_id="list_sla_policies")
async def list_sla_policies(
    session: Session, _: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Page[SlaPolicy]:
    """Policies by slug."""
    return await service.list_policies(session, cursor, limit)


@router.delete("/{slug}", operation_id="remove_sla_policy", status_code=204)
async def remove_sla_policy(session: Session, _: Writer, slug: PolicySlug) -> None:
    """Delete a policy; services that used it fall back to `default`."""
    await service.remove_policy(session, slug)

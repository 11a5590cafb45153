"""`/api/v1/schedules/{slug}/fairness`."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path

from oncall.fairness import service
from platform_contracts.access import READ
from platform_contracts.base import Slug
from platform_contracts.schedules import Moment
from platform_contracts.shifts import Fairness
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

BACK = timedelta(days=28)

router = APIRouter(prefix="/api/v1/schedules", route_class=TransactionalRoute, tags=["fairness"])


@router.get("/{slug}/fairness", operation_id="schedule_fairness")
async def schedule_fairness(
    session: Session,
    now: Now,
    _: Annotated[Principal, Requires(READ)],
    slug: Annotated[Slug, Path()],
    since: Moment | None = None,
    until: Moment | None = None,
) -> Fairness:
    """Hours, nights, weekends and pages by person; by default the last and next 28 days."""
    start = since or now - BACK
    return await service.fairness(session, slug, start, until or start + 2 * BACK)

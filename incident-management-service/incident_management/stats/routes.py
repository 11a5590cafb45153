"""`/api/v1/metrics/summary`."""

from typing import Annotated

from fastapi import APIRouter

from incident_management.stats import service
from platform_contracts.access import READ
from platform_contracts.incidents import MetricsSummary
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1/metrics", route_class=TransactionalRoute, tags=["stats"])


@router.get("/summary", operation_id="metrics_summary")
async def metrics_summary(
    session: Session, _: Annotated[Principal, Requires(READ)]
) -> MetricsSummary:
    """Open incidents now, MTTA and MTTR of the last 30 days."""
    return await service.summary(session)

"""`/api/v1/stats` and `/api/v1/metrics/summary`."""

from typing import Annotated

from fastapi import APIRouter, Query

from incident_management.incidents.keys import Reader
from incident_management.stats import service
from platform_contracts.incidents import MetricsSummary
from platform_contracts.stats import Analytics, AnalyticsQuery, Dashboard
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1", route_class=TransactionalRoute, tags=["stats"])


@router.get("/metrics/summary", operation_id="metrics_summary")
async def metrics_summary(session: Session, _: Reader) -> MetricsSummary:
    """Open incidents now; MTTA, MTTR and breach rate of the last 30 days."""
    return await service.summary(session)


@router.get("/stats/dashboard", operation_id="dashboard")
async def dashboard(session: Session, now: Now, caller: Reader) -> Dashboard:
    """Open incidents by service and severity, what breaks next, this week and the week before."""
    return await service.dashboard(session, caller, now)


@router.get("/stats/analytics", operation_id="analytics")
async def analytics(
    session: Session, now: Now, caller: Reader, query: Annotated[AnalyticsQuery, Query()]
) -> Analytics:
    """Figures of a span, day by day, with the span before it to compare."""
    return await service.analytics(session, query, caller, now)

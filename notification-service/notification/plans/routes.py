"""`/internal/v1/plan`: for services of the platform only."""

from fastapi import APIRouter

from notification.plans import service
from platform_contracts.paging import Plan, PlanRequest
from platform_kit.auth.dependencies import ServiceCaller
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/internal/v1", route_class=TransactionalRoute, include_in_schema=False)


@router.post("/plan", operation_id="plan_pages")
async def plan_pages(session: Session, _: ServiceCaller, body: PlanRequest) -> Plan:
    """What pages would become by people's rules; nothing is stored or sent."""
    return await service.make_plan(session, body)

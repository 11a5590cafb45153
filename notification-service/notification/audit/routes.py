"""`/internal/v1/audit`: for services of the platform only."""

from fastapi import APIRouter

from notification.deliveries.repository import oldest_due_seconds
from platform_contracts.audit import DeliveriesAudit
from platform_kit.auth.dependencies import ServiceCaller
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(
    prefix="/internal/v1/audit", route_class=TransactionalRoute, include_in_schema=False
)


@router.get("", operation_id="audit_deliveries")
async def audit_deliveries(session: Session, _: ServiceCaller) -> DeliveriesAudit:
    """How long pages wait here."""
    return DeliveriesAudit(oldest_due_seconds=await oldest_due_seconds(session))

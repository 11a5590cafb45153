"""`/internal/v1/audit`: for services of the platform only."""

from fastapi import APIRouter

from incident_management.audit import service
from platform_contracts.audit import EscalationsRepaired, IncidentsAudit, RepairEscalations
from platform_kit.auth.dependencies import ServiceCaller
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(
    prefix="/internal/v1/audit", route_class=TransactionalRoute, include_in_schema=False
)


@router.get("", operation_id="audit_incidents")
async def audit_incidents(session: Session, _: ServiceCaller) -> IncidentsAudit:
    """Incidents that must have a live escalation."""
    return await service.audit(session)


@router.post("/repair", operation_id="repair_escalations")
async def repair_escalations(
    session: Session, now: Now, _: ServiceCaller, body: RepairEscalations
) -> EscalationsRepaired:
    """Ask oncall again to page for incidents that nobody has answered."""
    return await service.repair(session, body.incident_ids, now)

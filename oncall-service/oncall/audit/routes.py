"""`/internal/v1/audit`: for services of the platform only."""

from fastapi import APIRouter

from oncall.audit import repository
from oncall.audit_log.service import newest_are_intact
from oncall.escalations.repository import by_state, overdue
from platform_contracts.audit import EscalationsAudit, LiveEscalation
from platform_contracts.vocabulary import EscalationState
from platform_kit.auth.dependencies import ServiceCaller
from platform_kit.database import Session, TransactionalRoute

MOST = 20_000
OVERDUE_SECONDS = 30.0

router = APIRouter(
    prefix="/internal/v1/audit", route_class=TransactionalRoute, include_in_schema=False
)


@router.get("", operation_id="audit_escalations")
async def audit_escalations(session: Session, _: ServiceCaller) -> EscalationsAudit:
    """Live escalations, for comparison with the incidents that need one."""
    rows = await repository.live(session, MOST + 1)
    counts = await by_state(session)
    return EscalationsAudit(
        live=[LiveEscalation.model_validate(row) for row in rows[:MOST]],
        complete=len(rows) <= MOST,
        overdue=await overdue(session, OVERDUE_SECONDS),
        intact=await newest_are_intact(session),
        by_state={EscalationState(state): number for state, number in counts.items()},
    )

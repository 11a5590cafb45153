"""`/internal/v1/paging-states`: notification asks right before it pages."""

from fastapi import APIRouter

from incident_management.incidents import repository
from platform_contracts.paging_states import PagingQuestion, PagingState, PagingStates
from platform_kit.auth.dependencies import ServiceCaller
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/internal/v1", route_class=TransactionalRoute, include_in_schema=False)


@router.post("/paging-states", operation_id="read_paging_states")
async def read_paging_states(
    session: Session, _: ServiceCaller, body: PagingQuestion
) -> PagingStates:
    """Status and cycle of these incidents; unknown ones are left out."""
    rows = await repository.paging_of(session, body.incident_ids)
    return PagingStates(items=[PagingState.model_validate(row) for row in rows])

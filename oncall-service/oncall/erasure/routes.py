"""`/api/v1/people/{person}/erase`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from oncall.erasure import service
from platform_contracts.access import PEOPLE_WRITE
from platform_contracts.oncall import Person
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1/people", route_class=TransactionalRoute, tags=["people"])


@router.post("/{person_id}/erase", operation_id="erase_person")
async def erase_person(
    session: Session,
    now: Now,
    caller: Annotated[Principal, Requires(PEOPLE_WRITE)],
    person_id: UUID,
) -> Person:
    """Put a pseudonym in the place of a person, for good; what happened stays."""
    return await service.erase(session, person_id, caller, now)

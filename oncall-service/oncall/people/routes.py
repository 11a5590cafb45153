"""`/api/v1/people`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from oncall.people import service
from platform_contracts.access import PEOPLE_WRITE, READ
from platform_contracts.base import Page
from platform_contracts.oncall import Person, PutPerson
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(prefix="/api/v1/people", route_class=TransactionalRoute, tags=["people"])


@router.put("/{person_id}", operation_id="put_person")
async def put_person(
    session: Session,
    caller: Annotated[Principal, Requires(PEOPLE_WRITE)],
    person_id: UUID,
    body: PutPerson,
) -> Person:
    """Create or replace a person."""
    return await service.put_person(session, person_id, body, caller)


@router.get("/{person_id}", operation_id="get_person")
async def get_person(
    session: Session, _: Annotated[Principal, Requires(READ)], person_id: UUID
) -> Person:
    """One person."""
    return await service.get_person(session, person_id)


@router.get("", operation_id="list_people")
async def list_people(
    session: Session,
    _: Annotated[Principal, Requires(READ)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Person]:
    """People by login."""
    return await service.list_people(session, cursor, limit)

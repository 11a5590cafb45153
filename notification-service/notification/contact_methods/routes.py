"""`/api/v1/contact-methods`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from notification.contact_methods import service
from platform_contracts.access import READ
from platform_contracts.base import Page
from platform_contracts.notifications import ContactMethod, PutContactMethod
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(
    prefix="/api/v1/contact-methods", route_class=TransactionalRoute, tags=["contact methods"]
)
Reader = Annotated[Principal, Requires(READ)]


@router.put("/{method_id}", operation_id="put_contact_method")
async def put_contact_method(
    session: Session, caller: Reader, method_id: UUID, body: PutContactMethod
) -> ContactMethod:
    """Create or replace a contact method: one's own, or anybody's as a manager."""
    return await service.put_contact_method(session, method_id, body, caller)


@router.get("", operation_id="list_contact_methods")
async def list_contact_methods(
    session: Session, caller: Reader, person_id: Annotated[UUID, Query()]
) -> Page[ContactMethod]:
    """A person's contact methods: one's own, or anybody's as a manager."""
    service.must_be_own(caller, person_id)
    return Page(items=await service.list_contact_methods(session, person_id))


@router.delete("/{method_id}", operation_id="delete_contact_method", status_code=204)
async def delete_contact_method(session: Session, caller: Reader, method_id: UUID) -> None:
    """Take a contact method away."""
    await service.delete_contact_method(session, method_id, caller)

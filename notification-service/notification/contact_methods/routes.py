"""`/api/v1/contact-methods`, and the key that devices subscribe with."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from notification.channels.push.encryption import public_point
from notification.channels.push.sender import PushConfig, vapid_key
from notification.contact_methods import service
from platform_contracts.access import READ
from platform_contracts.base import Page
from platform_contracts.notifications import (
    ConfirmMethod,
    ContactMethod,
    PushKey,
    PutContactMethod,
)
from platform_contracts.vocabulary import Channel
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.problems import Conflict

router = APIRouter(
    prefix="/api/v1/contact-methods", route_class=TransactionalRoute, tags=["contact methods"]
)
devices = APIRouter(prefix="/api/v1/devices", tags=["contact methods"])
Reader = Annotated[Principal, Requires(READ)]


@router.put("/{method_id}", operation_id="put_contact_method")
async def put_contact_method(
    session: Session, now: Now, caller: Reader, method_id: UUID, body: PutContactMethod
) -> ContactMethod:
    """Create or replace a contact method: one's own, or anybody's as a manager."""
    return await service.put_contact_method(session, method_id, body, caller, now)


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


@router.post("/{method_id}/verify", operation_id="confirm_contact_method")
async def confirm_contact_method(
    session: Session, now: Now, caller: Reader, method_id: UUID, body: ConfirmMethod
) -> ContactMethod:
    """Confirm the code that was sent to the address; `verified` says whether it was right."""
    return await service.confirm(session, method_id, body.code, caller, now)


@devices.get("/key", operation_id="read_push_key")
async def read_push_key(request: Request, _: Reader) -> PushKey:
    """The key that browsers subscribe with. A device is a contact method of the channel push."""
    active = request.app.state.channels.active(Channel.PUSH)
    if active is None or not isinstance(active.config, PushConfig):
        raise Conflict("web push is not set up: SECRETS_KEY_FILE is not set")
    return PushKey(public_key=public_point(vapid_key(active.config)))

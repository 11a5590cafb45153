"""`/api/v1/recipients`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from notification.recipients import service
from platform_contracts.access import INCIDENTS_WRITE, READ
from platform_contracts.notifications import (
    AddRecipient,
    Recipient,
    RecipientPage,
    SentMailPage,
)
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1/recipients", route_class=TransactionalRoute, tags=["recipients"])
Reader = Annotated[Principal, Requires(READ)]
Responder = Annotated[Principal, Requires(INCIDENTS_WRITE)]
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


@router.get("", operation_id="list_recipients")
async def list_recipients(session: Session, _: Reader, page: PageNumber = 1) -> RecipientPage:
    """Five recipients a page."""
    return await service.list_page(session, page)


@router.post("", operation_id="add_recipient", status_code=201)
async def add_recipient(session: Session, caller: Responder, body: AddRecipient) -> Recipient:
    """Add an address to the list."""
    return await service.add(session, body, caller)


@router.get("/history", operation_id="list_recipient_mails")
async def list_recipient_mails(session: Session, _: Reader, page: PageNumber = 1) -> SentMailPage:
    """What was mailed to the list, five a page, the newest first."""
    return await service.history(session, page)


@router.delete("/{recipient_id}", operation_id="remove_recipient", status_code=204)
async def remove_recipient(session: Session, _: Responder, recipient_id: UUID) -> None:
    """Take an address from the list."""
    await service.remove(session, recipient_id)

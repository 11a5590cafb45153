"""`/api/v1/notification-rules`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from notification.contact_methods.service import must_be_own
from notification.notification_rules import service
from platform_contracts.access import READ
from platform_contracts.notifications import NotificationRules, PutNotificationRules
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(
    prefix="/api/v1/notification-rules",
    route_class=TransactionalRoute,
    tags=["notification rules"],
)
Reader = Annotated[Principal, Requires(READ)]


@router.put("/{person_id}", operation_id="put_notification_rules")
async def put_notification_rules(
    session: Session, caller: Reader, person_id: UUID, body: PutNotificationRules
) -> NotificationRules:
    """Replace a person's rules: one's own, or anybody's as a manager."""
    must_be_own(caller, person_id)
    return await service.put_rules(session, person_id, body)


@router.get("/{person_id}", operation_id="get_notification_rules")
async def get_notification_rules(
    session: Session, caller: Reader, person_id: UUID
) -> NotificationRules:
    """A person's rules: one's own, or anybody's as a manager."""
    must_be_own(caller, person_id)
    return await service.get_rules(session, person_id)

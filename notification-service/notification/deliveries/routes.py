"""`/api/v1/deliveries`: what was sent, or tried, and what the provider said."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request

from notification.deliveries import service
from platform_contracts.access import NOTIFICATIONS_WRITE, READ
from platform_contracts.base import Page
from platform_contracts.notifications import Delivery
from platform_contracts.vocabulary import Channel, DeliveryState
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(prefix="/api/v1/deliveries", route_class=TransactionalRoute, tags=["deliveries"])


@router.get("", operation_id="list_deliveries")
async def list_deliveries(
    session: Session,
    caller: Annotated[Principal, Requires(READ)],
    incident_id: UUID | None = None,
    person_id: UUID | None = None,
    channel: Channel | None = None,
    state: DeliveryState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Delivery]:
    """Deliveries with their attempts, the newest first."""
    filters = {
        "incident_id": incident_id,
        "person_id": person_id,
        "channel": channel,
        "state": state,
    }
    show = caller.may(NOTIFICATIONS_WRITE)
    return await service.list_deliveries(session, filters, cursor, limit, show_addresses=show)


@router.post("/{delivery_id}/replay", operation_id="replay_delivery", status_code=202)
async def replay_delivery(
    request: Request,
    session: Session,
    _: Annotated[Principal, Requires(NOTIFICATIONS_WRITE)],
    delivery_id: UUID,
) -> Delivery:
    """Send what was given up again, under its old id."""
    return await service.replay(session, delivery_id, request.app.state.settings.page_ttl)

"""`/api/v1/action-items`, and those of an incident."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from incident_management.action_items import service
from incident_management.incidents.keys import Key, Reader, Responder
from platform_contracts.base import Page, Text
from platform_contracts.postmortems import ActionItem, PutActionItem
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(prefix="/api/v1", route_class=TransactionalRoute, tags=["post-incident"])


@router.get("/action-items", operation_id="list_action_items")
async def list_action_items(
    session: Session,
    now: Now,
    caller: Reader,
    owner: Annotated[Text | None, Query(max_length=64, description="`me` or a person")] = None,
    done: bool | None = None,
    overdue: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ActionItem]:
    """Action items of all incidents, the earliest due first."""
    return await service.list_items(session, caller, owner, done, overdue, cursor, limit, now)


@router.get("/incidents/{incident}/action-items", operation_id="incident_action_items")
async def incident_action_items(
    session: Session, now: Now, caller: Reader, key: Key
) -> list[ActionItem]:
    """Action items of one incident."""
    return await service.of_incident(session, key, caller, now)


@router.put("/incidents/{incident}/action-items/{item_id}", operation_id="put_action_item")
async def put_action_item(
    session: Session,
    now: Now,
    caller: Responder,
    key: Key,
    item_id: UUID,
    body: PutActionItem,
) -> ActionItem:
    """Write or change an action item under an id that the caller made."""
    return await service.put(session, key, item_id, body, caller, now)


@router.delete(
    "/incidents/{incident}/action-items/{item_id}",
    operation_id="remove_action_item",
    status_code=204,
)
async def remove_action_item(
    session: Session, now: Now, caller: Responder, key: Key, item_id: UUID
) -> None:
    """Delete an action item."""
    await service.remove(session, key, item_id, caller, now)

"""`/api/v1/views`."""

from uuid import UUID

from fastapi import APIRouter

from incident_management.incidents.keys import Reader
from incident_management.views import service
from platform_contracts.incident_lists import PutView, View
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1/views", route_class=TransactionalRoute, tags=["views"])


@router.get("", operation_id="list_views")
async def list_views(session: Session, caller: Reader) -> list[View]:
    """Saved filters of the caller and of the caller's teams."""
    return await service.list_views(session, caller)


@router.put("/{view_id}", operation_id="put_view")
async def put_view(
    session: Session, now: Now, caller: Reader, view_id: UUID, body: PutView
) -> View:
    """Save a filter under an id that the caller made."""
    return await service.put(session, view_id, body, caller, now)


@router.delete("/{view_id}", operation_id="remove_view", status_code=204)
async def remove_view(session: Session, caller: Reader, view_id: UUID) -> None:
    """Delete a saved filter."""
    await service.remove(session, view_id, caller)

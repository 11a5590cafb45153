"""`/api/v1/pauses`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from alert_ingestion.pauses import service
from platform_contracts.access import INTEGRATIONS_WRITE, READ
from platform_contracts.base import Page
from platform_contracts.noise import CreatePause, Pause, PausePreview
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1/pauses", route_class=TransactionalRoute, tags=["noise"])
Reader = Annotated[Principal, Requires(READ)]
Manager = Annotated[Principal, Requires(INTEGRATIONS_WRITE)]


@router.post("", operation_id="create_pause", status_code=201)
async def create_pause(session: Session, now: Now, caller: Manager, body: CreatePause) -> Pause:
    """Let matching alerts wait before they page."""
    return await service.create(session, body, caller.name, now)


@router.get("", operation_id="list_pauses")
async def list_pauses(session: Session, _: Reader) -> Page[Pause]:
    """All rules, by name."""
    return Page(items=await service.list_rules(session))


@router.post("/preview", operation_id="preview_pause")
async def preview_pause(session: Session, _: Reader, body: CreatePause) -> PausePreview:
    """What matches, and what would not have paged."""
    return await service.preview(session, body)


@router.put("/{rule_id}", operation_id="change_pause")
async def change_pause(
    session: Session, now: Now, _: Manager, rule_id: UUID, body: CreatePause
) -> Pause:
    """Replace a rule."""
    return await service.change(session, rule_id, body, now)


@router.delete("/{rule_id}", operation_id="delete_pause", status_code=204)
async def delete_pause(session: Session, now: Now, _: Manager, rule_id: UUID) -> None:
    """Delete a rule."""
    await service.remove(session, rule_id, now)

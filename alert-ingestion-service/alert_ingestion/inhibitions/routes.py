"""`/api/v1/inhibitions`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from alert_ingestion.inhibitions import service
from platform_contracts.access import INTEGRATIONS_WRITE, READ
from platform_contracts.base import Page
from platform_contracts.noise import CreateInhibition, Inhibition, InhibitionPreview
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1/inhibitions", route_class=TransactionalRoute, tags=["noise"])
Reader = Annotated[Principal, Requires(READ)]
Manager = Annotated[Principal, Requires(INTEGRATIONS_WRITE)]


@router.post("", operation_id="create_inhibition", status_code=201)
async def create_inhibition(
    session: Session, now: Now, caller: Manager, body: CreateInhibition
) -> Inhibition:
    """Hold back what follows from something else."""
    return await service.create(session, body, caller.name, now)


@router.get("", operation_id="list_inhibitions")
async def list_inhibitions(session: Session, _: Reader) -> Page[Inhibition]:
    """All rules, by name."""
    return Page(items=await service.list_rules(session))


@router.post("/preview", operation_id="preview_inhibition")
async def preview_inhibition(
    session: Session, _: Reader, body: CreateInhibition
) -> InhibitionPreview:
    """Which firing alerts the rule would hold back."""
    return await service.preview(session, body)


@router.put("/{rule_id}", operation_id="change_inhibition")
async def change_inhibition(
    session: Session, now: Now, _: Manager, rule_id: UUID, body: CreateInhibition
) -> Inhibition:
    """Replace a rule."""
    return await service.change(session, rule_id, body, now)


@router.delete("/{rule_id}", operation_id="delete_inhibition", status_code=204)
async def delete_inhibition(session: Session, now: Now, _: Manager, rule_id: UUID) -> None:
    """Delete a rule."""
    await service.remove(session, rule_id, now)

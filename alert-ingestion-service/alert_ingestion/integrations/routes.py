"""`/api/v1/integrations`; what they sent is in `wires`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request

from alert_ingestion.integrations import service
from alert_ingestion.integrations.models import IntegrationRow
from alert_ingestion.integrations.senders import Senders
from alert_ingestion.sources import KINDS
from platform_contracts.access import INTEGRATIONS_WRITE
from platform_contracts.base import Page
from platform_contracts.integrations import (
    CreateIntegration,
    Integration,
    IntegrationCreated,
    RotateKey,
    UpdateIntegration,
)
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute, after_commit
from platform_kit.pagination import Cursor, Limit
from platform_kit.problems import Invalid

router = APIRouter(
    prefix="/api/v1/integrations", route_class=TransactionalRoute, tags=["integrations"]
)
Manager = Annotated[Principal, Requires(INTEGRATIONS_WRITE)]


@router.post("", operation_id="create_integration", status_code=201)
async def create_integration(
    request: Request, session: Session, now: Now, _: Manager, body: CreateIntegration
) -> IntegrationCreated:
    """A new sender; its key is shown this once."""
    if body.source not in KINDS:
        raise Invalid.field("source", f"is none of {', '.join(sorted(KINDS))}")
    row, key = await service.create(session, body, request.app.state.vault, now)
    _forget(request, session)
    return _shown(request, row, key)


@router.get("", operation_id="list_integrations")
async def list_integrations(
    session: Session, _: Manager, cursor: Cursor = None, limit: Limit = 50
) -> Page[Integration]:
    """Integrations, without their keys."""
    return await service.list_integrations(session, cursor, limit)


@router.get("/{integration_id}", operation_id="get_integration")
async def get_integration(session: Session, _: Manager, integration_id: UUID) -> Integration:
    """One integration, without its key."""
    return Integration.model_validate(await service.find(session, integration_id))


@router.put("/{integration_id}", operation_id="update_integration")
async def update_integration(
    request: Request, session: Session, _: Manager, integration_id: UUID, body: UpdateIntegration
) -> Integration:
    """All settings anew; key and source stay, and a secret that is left out."""
    row = await service.change(session, integration_id, body, request.app.state.vault)
    _forget(request, session)
    return Integration.model_validate(row)


@router.post("/{integration_id}/rotate", operation_id="rotate_integration_key")
async def rotate_integration_key(
    request: Request,
    session: Session,
    now: Now,
    _: Manager,
    integration_id: UUID,
    body: RotateKey,
) -> IntegrationCreated:
    """A new key, shown this once; the former one is good for a while."""
    row, key = await service.rotate(session, integration_id, body, now)
    _forget(request, session)
    return _shown(request, row, key)


@router.delete("/{integration_id}", operation_id="delete_integration", status_code=204)
async def delete_integration(
    request: Request, session: Session, _: Manager, integration_id: UUID
) -> None:
    """Its key is void; its alerts stay."""
    await service.remove(session, integration_id)
    _forget(request, session)


def _shown(request: Request, row: IntegrationRow, key: str) -> IntegrationCreated:
    settings = request.app.state.settings
    domain = settings.inbound_email_domain if settings.inbound_email_port else ""
    return service.shown_once(row, key, settings.public_url, domain)


def _forget(request: Request, session: Session) -> None:
    senders: Senders = request.app.state.senders
    after_commit(session, senders.forget)

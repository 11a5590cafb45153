"""`/api/v1/integrations`."""

from typing import Annotated

from fastapi import APIRouter, Request

from alert_ingestion.integrations import service
from alert_ingestion.sources import PARSERS
from platform_contracts.access import INTEGRATIONS_WRITE
from platform_contracts.alerts import CreateIntegration, Integration, IntegrationCreated
from platform_contracts.base import Page
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
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
    if body.source not in PARSERS:
        raise Invalid.field("source", f"is none of {', '.join(sorted(PARSERS))}")
    return await service.create(session, body, request.app.state.settings.public_url, now)


@router.get("", operation_id="list_integrations")
async def list_integrations(
    session: Session, _: Manager, cursor: Cursor = None, limit: Limit = 50
) -> Page[Integration]:
    """Integrations, without their keys."""
    return await service.list_integrations(session, cursor, limit)

"""`/api/v1/channels/…/templates`: what messages say, tried out before it is saved."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request

from notification.templates import service
from notification.templates.service import Templates
from platform_contracts.access import INTEGRATIONS_WRITE, READ
from platform_contracts.base import Page
from platform_contracts.channels import (
    ChannelTemplates,
    PreviewTemplates,
    PutTemplates,
    RenderedTemplates,
)
from platform_contracts.vocabulary import Channel
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1/channels", route_class=TransactionalRoute, tags=["templates"])
Reader = Annotated[Principal, Requires(READ)]
Manager = Annotated[Principal, Requires(INTEGRATIONS_WRITE)]


def _templates(request: Request) -> Templates:
    return request.app.state.templates


@router.get("/templates", operation_id="list_templates")
async def list_templates(session: Session, _: Reader) -> Page[ChannelTemplates]:
    """The templates that were saved; everything else is said in the platform's own words."""
    return Page(items=await service.list_templates(session))


@router.post("/templates/preview", operation_id="preview_templates")
async def preview_templates(
    request: Request, _: Manager, body: PreviewTemplates
) -> RenderedTemplates:
    """What a page would say with these templates."""
    return service.preview(body, request.app.state.settings.public_url)


@router.put("/{channel}/templates/{language}", operation_id="put_templates")
async def put_templates(
    session: Session,
    templates: Annotated[Templates, Depends(_templates)],
    _: Manager,
    channel: Channel,
    language: Literal["en", "ko"],
    body: PutTemplates,
) -> ChannelTemplates:
    """Replace a channel's templates of one language."""
    return await service.save(session, templates, channel, language, body)

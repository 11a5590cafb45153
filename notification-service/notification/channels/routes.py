"""`/api/v1/channels`: what is set up, and what the mock channel kept."""

from typing import Annotated

from fastapi import APIRouter, Request
from sqlalchemy import select

from notification.channels.mock.models import MockMessageRow
from platform_contracts.access import READ
from platform_contracts.base import Page, WireModel
from platform_contracts.notifications import MockMessage
from platform_contracts.vocabulary import Channel
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Limit

router = APIRouter(prefix="/api/v1/channels", route_class=TransactionalRoute, tags=["channels"])
Reader = Annotated[Principal, Requires(READ)]


class ChannelState(WireModel):
    """Whether a channel can send."""

    channel: Channel
    configured: bool


@router.get("", operation_id="list_channels")
async def list_channels(request: Request, _: Reader) -> Page[ChannelState]:
    """Every channel, and whether it is set up."""
    usable = request.app.state.channels.usable()
    states = [ChannelState(channel=name, configured=name in usable) for name in Channel]
    return Page(items=states)


@router.get("/mock/messages", operation_id="list_mock_messages")
async def list_mock_messages(session: Session, _: Reader, limit: Limit = 50) -> Page[MockMessage]:
    """What the mock channel kept, the newest first."""
    query = select(MockMessageRow).order_by(MockMessageRow.at.desc()).limit(limit)
    rows = await session.scalars(query)
    return Page(items=[MockMessage.model_validate(row) for row in rows])

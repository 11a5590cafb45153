"""`/api/v1/channels`: what is set up, saving it, trying it out; what the mock channel kept."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select

from notification.channels import service
from notification.channels.mock.models import MockMessageRow
from notification.channels.registry import Channels
from platform_contracts.access import INTEGRATIONS_WRITE, READ
from platform_contracts.base import Page
from platform_contracts.channels import ChannelState, ChannelTested, PutChannel, TryChannel
from platform_contracts.notifications import MockMessage
from platform_contracts.vocabulary import Channel
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Database, Session, TransactionalRoute
from platform_kit.pagination import Limit

router = APIRouter(prefix="/api/v1/channels", route_class=TransactionalRoute, tags=["channels"])
calling = APIRouter(prefix="/api/v1/channels", tags=["channels"])
Reader = Annotated[Principal, Requires(READ)]
Manager = Annotated[Principal, Requires(INTEGRATIONS_WRITE)]


def _channels(request: Request) -> Channels:
    return request.app.state.channels


Registry = Annotated[Channels, Depends(_channels)]


@router.get("", operation_id="list_channels")
async def list_channels(session: Session, channels: Registry, _: Reader) -> Page[ChannelState]:
    """Every channel, whether it is set up, and its settings without secrets."""
    return Page(items=await service.list_states(session, channels))


@router.put("/{channel}", operation_id="put_channel")
async def put_channel(
    session: Session, channels: Registry, _: Manager, channel: Channel, body: PutChannel
) -> ChannelState:
    """Save the settings of a channel. Secrets are kept sealed and never shown."""
    return await service.save(session, channels, channel, body)


@calling.post("/{channel}/test", operation_id="try_channel")
async def try_channel(
    request: Request, channels: Registry, _: Manager, channel: Channel, body: TryChannel
) -> ChannelTested:
    """Call the provider with these settings, and send a test message if an address is given."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        config = await service.stored_values(session, channels, channel, body)
    link = request.app.state.settings.public_url
    return await service.try_out(channels, channel, config, body, link)


@router.get("/mock/messages", operation_id="list_mock_messages")
async def list_mock_messages(session: Session, _: Reader, limit: Limit = 50) -> Page[MockMessage]:
    """What the mock channel kept, the newest first."""
    query = select(MockMessageRow).order_by(MockMessageRow.at.desc()).limit(limit)
    rows = await session.scalars(query)
    return Page(items=[MockMessage.model_validate(row) for row in rows])

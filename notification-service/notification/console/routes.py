"""`/slack/*` of the console, on this service's own port; also below `/api/v1`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from notification.channels.registry import Channels
from notification.console import service
from platform_contracts.access import INTEGRATIONS_WRITE
from platform_contracts.channels import (
    SlackDefaults,
    SlackDispatched,
    SlackIdentity,
    SlackSaved,
)
from platform_contracts.vocabulary import Service
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Database, Session, TransactionalRoute

saving = APIRouter(route_class=TransactionalRoute, tags=["console"])
calling = APIRouter(tags=["console"])
Manager = Annotated[Principal, Requires(INTEGRATIONS_WRITE)]


def _channels(request: Request) -> Channels:
    return request.app.state.channels


Registry = Annotated[Channels, Depends(_channels)]


@calling.post("/slack/test", operation_id="console_slack_test")
async def ask_slack(
    request: Request, channels: Registry, _: Manager, body: SlackDefaults | None = None
) -> SlackIdentity:
    """Ask Slack who the token belongs to."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        config = await service.config_of(session, channels, body or SlackDefaults())
    return await service.test(channels, config)


@saving.post("/slack/save", operation_id="console_slack_save")
async def save_slack(
    session: Session, channels: Registry, _: Manager, body: SlackDefaults
) -> SlackSaved:
    """Keep defaults for the next dispatch."""
    return await service.save(session, channels, body)


@calling.post("/slack/dispatch", operation_id="console_slack_dispatch")
async def dispatch_slack(
    request: Request, channels: Registry, _: Manager, body: SlackDefaults | None = None
) -> SlackDispatched:
    """Send the most recent scenario to Slack."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        config = await service.config_of(session, channels, body or SlackDefaults())
    alerts = request.app.state.peers[Service.ALERTS]
    url = request.app.state.settings.public_url
    return await service.dispatch(channels, config, alerts, url)


routers = (saving, calling)

"""Wires notification together."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI

from notification.channels import routes as channels
from notification.channels.registry import open_channels, usable
from notification.contact_methods import routes as contact_methods
from notification.deliveries import routes as deliveries
from notification.deliveries.sender import Sender
from notification.notification_rules import routes as notification_rules
from notification.notifications.service import Intake, on_announce
from notification.plans import routes as plans
from notification.schema import Base
from notification.settings import Settings
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.messages import Announce, CancelDeliveries, Notify
from platform_contracts.vocabulary import Service
from platform_kit.app import Peer, Wiring, create_service_app
from platform_kit.worker import Job


def create_app(settings: Settings) -> FastAPI:
    """The application; nothing is opened before its lifespan begins."""
    intake = Intake(settings.page_ttl)
    wiring = Wiring(
        metadata=Base.metadata,
        migrations="notification.migrations",
        routers=[
            contact_methods.router,
            notification_rules.router,
            deliveries.router,
            channels.router,
            plans.router,
        ],
        handlers={
            Notify: intake.accept,
            CancelDeliveries: intake.cancel,
            Announce: on_announce,
        },
        peers={Service.INCIDENTS: Peer(IncidentsClient, settings.incident_service_url)},
        jobs=_jobs,
        lifespan=_close_channels,
    )
    app = create_service_app(settings, wiring)
    app.state.channels = open_channels(settings, app.state.database)
    intake.usable = usable(app.state.channels)
    return app


def _jobs(app: FastAPI) -> Sequence[Job]:
    settings: Settings = app.state.settings
    incidents: IncidentsClient = app.state.peers[Service.INCIDENTS]
    sender = Sender(app.state.database, app.state.channels, incidents, settings.public_url)
    return sender.jobs()


@asynccontextmanager
async def _close_channels(app: FastAPI) -> AsyncGenerator[None]:
    yield
    for sender in app.state.channels.values():
        await sender.close()

"""Wires notification together."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI

from notification.channels import routes as channel_routes
from notification.channels.registry import Channels
from notification.contact_methods import routes as contact_methods
from notification.deliveries import routes as deliveries
from notification.deliveries.failover import Failover
from notification.deliveries.outcomes import Recorder
from notification.deliveries.sender import Sender
from notification.deliveries.writing import Writer
from notification.notification_rules import routes as notification_rules
from notification.notifications.service import Intake, on_announce
from notification.plans import routes as plans
from notification.schema import Base
from notification.settings import Settings
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.messages import Announce, CancelDeliveries, Notify
from platform_contracts.vocabulary import Service
from platform_kit.app import Peer, Wiring, create_service_app
from platform_kit.outbox.inbox import InBatches
from platform_kit.worker import Job


def create_app(settings: Settings) -> FastAPI:
    """The application; nothing is opened before its lifespan begins."""
    channels = Channels(settings)
    intake = Intake(settings.page_ttl, channels.usable)
    wiring = Wiring(
        metadata=Base.metadata,
        migrations="notification.migrations",
        routers=[
            contact_methods.router,
            notification_rules.router,
            deliveries.router,
            channel_routes.router,
            plans.router,
        ],
        handlers={
            Notify: InBatches(intake.accept),
            CancelDeliveries: intake.cancel,
            Announce: on_announce,
        },
        peers={Service.INCIDENTS: Peer(IncidentsClient, settings.incident_service_url)},
        jobs=_jobs,
        lifespan=_close_channels,
    )
    app = create_service_app(settings, wiring)
    channels.connect(app.state.database)
    app.state.channels = channels
    return app


def _jobs(app: FastAPI) -> Sequence[Job]:
    settings: Settings = app.state.settings
    channels: Channels = app.state.channels
    sender = Sender(
        app.state.database,
        channels,
        app.state.peers[Service.INCIDENTS],
        Writer(settings.public_url),
        Recorder(app.state.database, Failover(channels.usable)),
    )
    return sender.jobs()


@asynccontextmanager
async def _close_channels(app: FastAPI) -> AsyncGenerator[None]:
    yield
    await app.state.channels.close()

"""Wires notification together."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from notification import worker
from notification.audit import routes as audit
from notification.channels import routes as channel_routes
from notification.channels.registry import Channels
from notification.console import routes as console
from notification.contact_methods import routes as contact_methods
from notification.deliveries import routes as deliveries
from notification.deliveries.directory import Directory
from notification.deliveries.failover import Failover
from notification.deliveries.receipts import Receipts
from notification.domain.tokens import ReplyTokens
from notification.notification_rules import routes as notification_rules
from notification.notifications import routes as notifications
from notification.notifications.announcements import Announcer
from notification.notifications.service import Intake
from notification.plans import routes as plans
from notification.recipients import routes as recipients
from notification.replies import chat_routes, phone_routes
from notification.replies import routes as replies
from notification.schema import Base
from notification.settings import Settings
from notification.templates import routes as templates
from notification.templates.service import Templates
from platform_contracts.clients.alerts import AlertsClient
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.clients.oncall import OnCallClient
from platform_contracts.messages import Announce, CancelDeliveries, Notify
from platform_contracts.vocabulary import Service
from platform_kit.app import Peer, Wiring, create_service_app
from platform_kit.outbox.inbox import InBatches


def create_app(settings: Settings) -> FastAPI:
    """The application; nothing is opened before its lifespan begins."""
    channels = Channels(settings)
    intake, announcer = Intake(channels, settings.page_ttl), Announcer(channels)
    wiring = Wiring(
        metadata=Base.metadata,
        migrations="notification.migrations",
        routers=[
            contact_methods.router,
            contact_methods.devices,
            notification_rules.router,
            deliveries.router,
            templates.router,
            channel_routes.router,
            channel_routes.calling,
            notifications.router,
            notifications.codes,
            recipients.router,
            replies.router,
            chat_routes.router,
            phone_routes.router,
            plans.router,
            audit.router,
            *console.routers,
        ],
        handlers={
            Notify: InBatches(intake.accept),
            CancelDeliveries: intake.cancel,
            Announce: announcer.announce,
        },
        peers={
            Service.INCIDENTS: Peer(IncidentsClient, settings.incident_service_url),
            Service.ONCALL: Peer(OnCallClient, settings.oncall_service_url),
            Service.ALERTS: Peer(AlertsClient, settings.alert_service_url),
        },
        jobs=worker.jobs,
        lifespan=_open,
    )
    app = create_service_app(settings, wiring)
    channels.connect(app.state.database)
    app.state.channels = channels
    app.state.announcer = announcer
    app.state.templates = Templates()
    app.state.failover = Failover(channels.usable)
    app.state.receipts = Receipts(app.state.database, app.state.failover)
    app.state.directory = Directory(app.state.peers[Service.ONCALL])
    app.state.tokens_of_replies = ReplyTokens(_secret(settings))
    return app


def _secret(settings: Settings) -> bytes:
    """The service's own key: links in messages are signed with what is derived from it."""
    return json.loads(settings.auth_key_file.read_text())["d"].encode()


@asynccontextmanager
async def _open(app: FastAPI) -> AsyncGenerator[None]:
    await worker.prepare(app)
    yield
    await app.state.channels.close()

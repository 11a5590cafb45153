"""Wires incident-management together."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI

from incident_management import worker
from incident_management.action_items import routes as action_items
from incident_management.audit import routes as audit
from incident_management.bulk import routes as bulk
from incident_management.catalog import routes as catalog
from incident_management.console import routes as console
from incident_management.escalating import routes as escalating
from incident_management.incidents import messages as received
from incident_management.incidents import paging, replies
from incident_management.incidents import routes as incidents
from incident_management.lists import routes as lists
from incident_management.maintenance import routes as maintenance
from incident_management.merging import routes as merging
from incident_management.notes import routes as notes
from incident_management.postmortems import routes as postmortems
from incident_management.reports import routes as reports
from incident_management.runbooks import routes as runbooks
from incident_management.schema import Base
from incident_management.settings import Settings
from incident_management.sla import routes as sla
from incident_management.stats import routes as stats
from incident_management.stream import routes as stream
from incident_management.stream.hub import Hub
from incident_management.stream.service import on_stream_event
from incident_management.tickets import routes as tickets
from incident_management.views import routes as views
from platform_contracts import messages as m
from platform_contracts.clients.alerts import AlertsClient
from platform_contracts.clients.analysis import AnalysisClient
from platform_contracts.clients.notifications import NotificationsClient
from platform_contracts.clients.oncall import OnCallClient
from platform_contracts.vocabulary import Service
from platform_kit.app import Peer, Wiring, create_service_app
from platform_kit.http import outside_client
from platform_kit.outbox.inbox import Handlers
from platform_kit.secrets import Vault
from platform_kit.worker import Worker

HANDLERS: Handlers = {
    m.OpenIncident: received.on_open_incident,
    m.AttachAlert: received.on_attach_alert,
    m.ResolveAlerts: received.on_resolve_alerts,
    m.ReplyToIncident: received.on_reply,
    m.EscalationChanged: replies.on_escalation_changed,
    m.DeliveryChanged: replies.on_delivery_changed,
    m.SuggestionsFound: replies.on_suggestions_found,
    m.StreamEvent: on_stream_event,
}

# Lists go before single incidents: `/incidents/facets` is no incident called "facets".
ROUTERS: Final = (
    bulk.router,
    lists.router,
    lists.export_router,
    incidents.router,
    escalating.router,
    merging.router,
    notes.router,
    runbooks.router,
    postmortems.router,
    action_items.router,
    tickets.router,
    tickets.calls,
    reports.router,
    catalog.router,
    sla.router,
    maintenance.router,
    views.router,
    stats.router,
    stream.router,
    console.router,
    console.calls,
    audit.router,
    paging.router,
)


def create_app(settings: Settings) -> FastAPI:
    """The application; nothing is opened before its lifespan begins."""
    wiring = Wiring(
        metadata=Base.metadata,
        migrations="incident_management.migrations",
        routers=ROUTERS,
        handlers=HANDLERS,
        peers={
            Service.ALERTS: Peer(AlertsClient, settings.alert_service_url),
            Service.ONCALL: Peer(OnCallClient, settings.oncall_service_url),
            Service.NOTIFICATION: Peer(NotificationsClient, settings.notification_service_url),
            Service.ANALYSIS: Peer(AnalysisClient, settings.ai_service_url),
        },
        jobs=worker.jobs,
        lifespan=_open,
    )
    app = create_service_app(settings, wiring)
    app.state.vault = Vault(settings.secrets_key_file)
    app.state.outside = outside_client(settings.tracker_networks)
    return app


@asynccontextmanager
async def _open(app: FastAPI) -> AsyncGenerator[None]:
    app.state.stream_hub = Hub(app.state.database)
    # Browsers follow the processes that answer them, also where others do the work.
    stream_poll = Worker([app.state.stream_hub.job()], app.state.database.wakeups)
    if app.state.settings.runs_api:
        stream_poll.start()
    yield
    app.state.stream_hub.close()
    await stream_poll.stop()
    await app.state.outside.aclose()

"""Wires alert-ingestion together."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from alert_ingestion import worker
from alert_ingestion.alerts import routes as alerts
from alert_ingestion.catalogue import service as catalogue
from alert_ingestion.changes import routes as changes
from alert_ingestion.correlation import feedback
from alert_ingestion.correlation.service import CorrelationKnowledge
from alert_ingestion.demo import routes as demo
from alert_ingestion.groups import service as groups
from alert_ingestion.heartbeats import routes as heartbeats
from alert_ingestion.ingest.intake import Inlet
from alert_ingestion.ingest.pipeline import Pipeline
from alert_ingestion.inhibitions import routes as inhibitions
from alert_ingestion.integrations import routes as integrations
from alert_ingestion.integrations.senders import Senders
from alert_ingestion.monitors import routes as monitors
from alert_ingestion.pauses import routes as pauses
from alert_ingestion.schema import Base
from alert_ingestion.settings import Settings
from alert_ingestion.silences import routes as silences
from alert_ingestion.wires import email_inlet, inspection
from alert_ingestion.wires.openapi import HOT_PATHS
from alert_ingestion.wires.routes import HOT_ROUTES
from alert_ingestion.wires.stage import Stage
from platform_contracts.clients.analysis import AnalysisClient
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.messages import AttachAlert, CatalogueChanged, CloseGroup, MoveAlerts
from platform_contracts.vocabulary import Service
from platform_kit.app import Peer, Wiring, create_service_app
from platform_kit.batching import Batcher
from platform_kit.http import outside_client
from platform_kit.secrets import Vault


def create_app(settings: Settings) -> FastAPI:
    """The application; nothing is opened before its lifespan begins."""
    wiring = Wiring(
        metadata=Base.metadata,
        migrations="alert_ingestion.migrations",
        routers=[
            alerts.router,
            integrations.router,
            inspection.router,
            silences.router,
            inhibitions.router,
            pauses.router,
            changes.router,
            heartbeats.router,
            monitors.router,
            monitors.console,
            demo.router,
            demo.reading,
        ],
        hot_routes=HOT_ROUTES,
        hot_paths=HOT_PATHS,
        handlers={
            CloseGroup: groups.on_close_group,
            MoveAlerts: feedback.on_move_alerts,
            CatalogueChanged: catalogue.on_catalogue_changed,
        },
        answers={AttachAlert: groups.on_attach_answer},
        peers={
            Service.INCIDENTS: Peer(IncidentsClient, settings.incident_service_url),
            Service.ANALYSIS: Peer(AnalysisClient, settings.ai_service_url),
        },
        jobs=worker.jobs,
        lifespan=_intake,
    )
    app = create_service_app(settings, wiring)
    knowledge = CorrelationKnowledge(settings.correlation_options)
    app.state.pipeline = Pipeline(
        app.state.database, settings.correlation_window, settings.resolve_hold, knowledge
    )
    app.state.monitor_client = outside_client(settings.monitor_networks)
    inlet = Inlet(Batcher(app.state.pipeline.store), settings.correlation_strategy)
    app.state.vault = Vault(settings.secrets_key_file)
    app.state.senders = Senders(app.state.vault)
    app.state.intake = Stage(inlet, settings, app.state.senders)
    return app


@asynccontextmanager
async def _intake(app: FastAPI) -> AsyncGenerator[None]:
    async with email_inlet.listening(app):
        yield
    await app.state.intake.close()
    await app.state.monitor_client.aclose()

"""The jobs of this service, beside the outbox relay."""

from collections.abc import Sequence

from fastapi import FastAPI

from alert_ingestion.catalogue import service as catalogue
from alert_ingestion.categories import service as categories
from alert_ingestion.changes import service as changes
from alert_ingestion.domain.own_alerts import TakesEvents
from alert_ingestion.groups import repository as groups
from alert_ingestion.heartbeats import service as heartbeats
from alert_ingestion.ingest import due
from alert_ingestion.ingest.pipeline import Pipeline
from alert_ingestion.integrations import repository as integrations
from alert_ingestion.monitors import poller
from alert_ingestion.retention import service as retention
from alert_ingestion.retention.repository import Partitioned
from alert_ingestion.settings import Settings
from platform_contracts.clients.analysis import AnalysisClient
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.vocabulary import Service
from platform_kit.database import Database
from platform_kit.worker import Job


def jobs(app: FastAPI) -> Sequence[Job]:
    """What happens by itself."""
    return [*_life_of_alerts(app), *_knowledge(app), *_watches(app)]


def _life_of_alerts(app: FastAPI) -> Sequence[Job]:
    """Alerts that expire or are judged again, groups, retention."""
    database: Database = app.state.database
    settings: Settings = app.state.settings
    pipeline: Pipeline = app.state.pipeline

    async def handle_due() -> bool:
        return await due.handle(pipeline, settings.correlation_strategy)

    async def let_groups_idle() -> bool:
        async with database.transaction() as session:
            await groups.let_idle(session, 2 * settings.correlation_window.total_seconds())
        return False

    async def keep_partitions() -> bool:
        kept: dict[Partitioned, int] = {
            "alerts": settings.alert_retention_days,
            "payloads": settings.payload_retention_days,
        }
        await retention.keep_partitions(database, kept)
        return False

    async def forget_old() -> bool:
        return await retention.forget_old(database, settings.alert_retention_days)

    async def forget_deliveries() -> bool:
        async with database.transaction() as session:
            return await integrations.forget_old(session) == integrations.FORGET_AT_ONCE

    async def forget_changes() -> bool:
        async with database.transaction() as session:
            return await changes.forget_old(session, settings.alert_retention_days)

    return [
        Job("due-alerts", handle_due, 1.0),
        Job("idle-groups", let_groups_idle, 60.0),
        Job("partitions", keep_partitions, 3600.0),
        Job("forget-old", forget_old, 300.0),
        Job("forget-changes", forget_changes, 3600.0),
        Job("forget-deliveries", forget_deliveries, 300.0),
    ]


def _knowledge(app: FastAPI) -> Sequence[Job]:
    """What correlation knows: the catalogue's graph, edges learnt, categories of texts."""
    database: Database = app.state.database
    incidents: IncidentsClient = app.state.peers[Service.INCIDENTS]
    analysis: AnalysisClient = app.state.peers[Service.ANALYSIS]

    async def copy_catalogue() -> bool:
        return await catalogue.refresh(database, incidents)

    async def learn_edges() -> bool:
        async with database.transaction() as session:
            return await catalogue.learn(session)

    async def classify_texts() -> bool:
        return await categories.classify_due(database, analysis)

    async def forget_texts() -> bool:
        async with database.transaction() as session:
            await categories.forget(session)
        return False

    return [
        Job("copy-catalogue", copy_catalogue, 1.0),
        Job("learn-edges", learn_edges, 60.0),
        Job("classify-texts", classify_texts, 1.0, lane=categories.LANE),
        Job("forget-texts", forget_texts, 3600.0),
    ]


def _watches(app: FastAPI) -> Sequence[Job]:
    """Heartbeats that fall silent, monitors that are sampled."""
    database: Database = app.state.database
    intake: TakesEvents = app.state.intake.inlet

    async def watch_heartbeats() -> bool:
        return await heartbeats.watch(database, intake)

    async def poll_monitors() -> bool:
        return await poller.poll(database, app.state.monitor_client, intake)

    return [
        Job("watch-heartbeats", watch_heartbeats, 1.0),
        Job("poll-monitors", poll_monitors, 1.0),
    ]

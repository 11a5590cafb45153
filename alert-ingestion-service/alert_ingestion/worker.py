"""The jobs of this service, beside the outbox relay."""

from collections.abc import Sequence

from fastapi import FastAPI

from alert_ingestion.groups import repository as groups
from alert_ingestion.ingest import due
from alert_ingestion.ingest.pipeline import Pipeline
from alert_ingestion.retention import service as retention
from alert_ingestion.retention.repository import Partitioned
from alert_ingestion.settings import Settings
from platform_kit.database import Database
from platform_kit.worker import Job


def jobs(app: FastAPI) -> Sequence[Job]:
    """What happens by itself: alerts that expire or are judged again, groups, retention."""
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

    return [
        Job("due-alerts", handle_due, 1.0),
        Job("idle-groups", let_groups_idle, 60.0),
        Job("partitions", keep_partitions, 3600.0),
        Job("forget-old", forget_old, 300.0),
    ]

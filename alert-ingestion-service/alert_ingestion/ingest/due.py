"""Alerts whose time has come: they expire, or are judged again and, if they still fire, paged."""

from typing import Final

from alert_ingestion.alerts import repository as alerts
from alert_ingestion.alerts.service import alert_of
from alert_ingestion.domain.event import Due
from alert_ingestion.domain.plan import Intake
from alert_ingestion.ingest.pipeline import Pipeline
from alert_ingestion.integrations import repository as integrations

AT_ONCE: Final = 200


async def handle(pipeline: Pipeline, strategy: str) -> bool:
    """One batch of what is due; whether there may be more."""
    async with pipeline.database.transaction() as session:
        found = await alerts.due(session, AT_ONCE)
        strategies = await integrations.strategies(session, {row.scope for row in found})
    if not found:
        return False
    intakes = [Intake(Due(alert_of(row)), strategies.get(row.scope) or strategy) for row in found]
    await pipeline.store(intakes)
    return len(found) == AT_ONCE

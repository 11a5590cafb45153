"""Firing scenarios and generated alerts through the normal intake; what the console shows."""

import random
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts.models import AlertRow
from alert_ingestion.demo import generator, repository
from alert_ingestion.demo.generator import SOURCE
from alert_ingestion.demo.scenarios import SCENARIOS
from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.event import Sender
from alert_ingestion.domain.own_alerts import TakesEvents
from alert_ingestion.monitors import service as monitors
from platform_contracts.monitors import (
    AlertsGenerated,
    ConsoleState,
    GenerateAlerts,
    GeneratedAlert,
    Scenario,
    ScenarioTriggered,
    TriggerScenario,
)
from platform_contracts.vocabulary import AlertStatus
from platform_kit.ids import new_id
from platform_kit.problems import Invalid

SENDER: Final = Sender(scope=SOURCE)
MOST_SHOWN: Final = 20


async def trigger(intake: TakesEvents, wanted: TriggerScenario) -> ScenarioTriggered:
    """Fire a scenario's alert; it carries hypotheses, evidence and actions."""
    scenario = _chosen(wanted.scenario)
    alert = NormalizedAlert(
        source=SOURCE,
        scope=SOURCE,
        fingerprint=f"{scenario.id}-{new_id()}",
        title=scenario.title,
        description=scenario.description,
        service=scenario.service,
        environment=wanted.environment,
        severity=scenario.severity,
        status=AlertStatus.FIRING,
        labels={"alertname": "DemoScenario", "scenario": scenario.id},
        details=scenario.model_dump(mode="json", include={"id", "hypotheses", "actions"}),
    )
    (outcome,) = await intake.take([alert], SENDER)
    if outcome.alert_id is None:
        raise RuntimeError("a firing alert was not stored")
    return ScenarioTriggered(
        scenario=scenario,
        alert_id=outcome.alert_id,
        incident_id=outcome.incident_id,
        correlation=outcome.correlation,
        reason=outcome.reason,
    )


async def generate(intake: TakesEvents, wanted: GenerateAlerts) -> AlertsGenerated:
    """Store synthetic alerts, each like any other."""
    alerts = generator.generate(wanted, str(new_id()))
    outcomes = await intake.take(alerts, SENDER)
    return AlertsGenerated(
        alerts=[
            GeneratedAlert(
                alert_id=outcome.alert_id,
                incident_id=outcome.incident_id,
                service=alert.service,
                severity=alert.severity,
                title=alert.title,
                correlation=outcome.correlation,
            )
            for alert, outcome in zip(alerts, outcomes, strict=True)
            if outcome.alert_id is not None
        ]
    )


async def console_state(session: AsyncSession) -> ConsoleState:
    """Settings, monitor, feed and last alert of the first-responder console."""
    settings, monitor = await monitors.console_settings(session)
    feed = [_shown(row) for row in await repository.newest(session, MOST_SHOWN)]
    return ConsoleState(
        prometheus=settings, monitor=monitor, feed=feed, last_alert=feed[0] if feed else None
    )


def _chosen(wanted: str | None) -> Scenario:
    if wanted is None:
        return random.choice(SCENARIOS)  # noqa: S311 - a demo, not a secret
    found = next((scenario for scenario in SCENARIOS if scenario.id == wanted), None)
    if found is None:
        known = ", ".join(scenario.id for scenario in SCENARIOS)
        raise Invalid.field("scenario", f"is none of {known}")
    return found


def _shown(row: AlertRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "source": row.source,
        "title": row.title,
        "description": row.description,
        "service": row.service,
        "environment": row.environment,
        "severity": row.severity,
        "status": row.status,
        "starts_at": row.starts_at.isoformat(),
        "incident_id": str(row.incident_id) if row.incident_id else None,
        "details": row.details,
    }

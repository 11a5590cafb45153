"""`/alerts/trigger`, `/alerts/generate`, `/alerts/verify` and `/state`."""

from typing import Annotated

from fastapi import APIRouter, Request

from alert_ingestion.demo import service
from alert_ingestion.demo.scenarios import SCENARIOS
from alert_ingestion.domain.own_alerts import TakesEvents
from alert_ingestion.monitors import service as monitors
from platform_contracts.access import ALERTS_WRITE, READ
from platform_contracts.base import Slug
from platform_contracts.monitors import (
    AlertsGenerated,
    ConsoleState,
    GenerateAlerts,
    Recovery,
    Scenario,
    ScenarioTriggered,
    TriggerScenario,
)
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Database, Session, TransactionalRoute

router = APIRouter(tags=["console"])
reading = APIRouter(route_class=TransactionalRoute, tags=["console"])
Reader = Annotated[Principal, Requires(READ)]
Writer = Annotated[Principal, Requires(ALERTS_WRITE)]


def _intake(request: Request) -> TakesEvents:
    return request.app.state.intake.inlet


@router.get("/alerts/scenarios", operation_id="list_scenarios")
async def list_scenarios(_: Reader) -> list[Scenario]:
    """The scenario library."""
    return list(SCENARIOS)


@router.post("/alerts/trigger", operation_id="trigger_scenario", status_code=201)
async def trigger_scenario(
    request: Request, _: Writer, body: TriggerScenario | None = None
) -> ScenarioTriggered:
    """Fire a demo scenario: its alert goes the way of every alert."""
    return await service.trigger(_intake(request), body or TriggerScenario())


@router.post("/alerts/generate", operation_id="generate_alerts", status_code=201)
async def generate_alerts(
    request: Request, _: Writer, body: GenerateAlerts | None = None
) -> AlertsGenerated:
    """Store synthetic alerts."""
    return await service.generate(_intake(request), body or GenerateAlerts())


@router.post("/alerts/verify", operation_id="verify_recovery")
async def verify_recovery(request: Request, _: Writer, monitor: Slug | None = None) -> Recovery:
    """Ask Prometheus whether the stored thresholds hold again."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        rows = await monitors.rows_to_verify(session, monitor)
    return await monitors.verify(request.app.state.monitor_client, rows)


@reading.get("/state", operation_id="console_state")
async def console_state(session: Session, _: Reader) -> ConsoleState:
    """What the first-responder console shows."""
    return await service.console_state(session)

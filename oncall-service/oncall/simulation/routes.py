"""`/api/v1/escalation/simulate`: allowed to viewers, nothing is stored or sent."""

from typing import Annotated

from fastapi import APIRouter, Request

from oncall.simulation import alert, timeline
from platform_contracts.access import READ
from platform_contracts.paging import (
    SimulateAlert,
    SimulatedAlert,
    SimulatedTimeline,
    SimulateTimeline,
)
from platform_contracts.vocabulary import Service
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1", route_class=TransactionalRoute, tags=["simulation"])
Reader = Annotated[Principal, Requires(READ)]


@router.post("/escalation/simulate", operation_id="simulate_timeline")
async def simulate_timeline(
    request: Request, _: Reader, body: SimulateTimeline
) -> SimulatedTimeline:
    """Every page and state that a timeline would lead to."""
    return await timeline.simulate(body, request.app.state.peers[Service.NOTIFICATION])


@router.post("/simulate", operation_id="simulate_alert")
async def simulate_alert(
    request: Request, session: Session, now: Now, _: Reader, body: SimulateAlert
) -> SimulatedAlert:
    """An alert at a time: who would be paged, how, when, and why."""
    peers = request.app.state.peers
    return await alert.simulate(
        session, body, peers[Service.INCIDENTS], peers[Service.NOTIFICATION], now
    )

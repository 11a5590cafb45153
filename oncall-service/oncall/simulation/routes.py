"""`/api/v1/escalation/simulate`: allowed to viewers, nothing is stored or sent."""

from typing import Annotated

from fastapi import APIRouter, Request

from oncall.simulation import timeline
from platform_contracts.access import READ
from platform_contracts.paging import SimulatedTimeline, SimulateTimeline
from platform_contracts.vocabulary import Service
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal

router = APIRouter(prefix="/api/v1", tags=["simulation"])
Reader = Annotated[Principal, Requires(READ)]


@router.post("/escalation/simulate", operation_id="simulate_timeline")
async def simulate_timeline(
    request: Request, _: Reader, body: SimulateTimeline
) -> SimulatedTimeline:
    """Every page and state that a timeline would lead to."""
    return await timeline.simulate(body, request.app.state.peers[Service.NOTIFICATION])

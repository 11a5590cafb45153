"""`/api/v1/jira`, `/api/v1/github`, and the tickets of an incident."""

from typing import Annotated

from fastapi import APIRouter, Request

from incident_management.incidents.keys import Key, Reader, Responder
from incident_management.tickets import service, settings
from incident_management.tickets.settings import Desk
from platform_contracts.access import INTEGRATIONS_WRITE
from platform_contracts.tickets import (
    CreateTicket,
    GitHubSettings,
    JiraSettings,
    LinkTicket,
    Ticket,
    Tracker,
    TrackerState,
    TrackerTested,
)
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1", route_class=TransactionalRoute, tags=["tickets"])
calls = APIRouter(prefix="/api/v1", tags=["tickets"])
Integrator = Annotated[Principal, Requires(INTEGRATIONS_WRITE)]


def desk_of(request: Request) -> Desk:
    """What reaching a tracker needs."""
    state = request.app.state
    return Desk(state.database, state.outside, state.vault)


@router.get("/jira", operation_id="get_jira")
async def get_jira(session: Session, _: Reader) -> TrackerState:
    """The stored settings, without the token."""
    return await settings.state(session, Tracker.JIRA)


@calls.post("/jira/test", operation_id="test_jira")
async def try_jira(request: Request, _: Integrator, body: JiraSettings) -> TrackerTested:
    """Ask Jira for the project; 424 with Jira's own words when it refuses."""
    return await desk_of(request).test(body)


@router.post("/jira/save", operation_id="save_jira")
async def save_jira(
    request: Request, session: Session, now: Now, caller: Integrator, body: JiraSettings
) -> TrackerState:
    """Store the settings; the token is sealed."""
    return await settings.save(session, body, request.app.state.vault, caller, now)


@router.get("/github", operation_id="get_github")
async def get_github(session: Session, _: Reader) -> TrackerState:
    """The stored settings, without the token."""
    return await settings.state(session, Tracker.GITHUB)


@calls.post("/github/test", operation_id="test_github")
async def try_github(request: Request, _: Integrator, body: GitHubSettings) -> TrackerTested:
    """Ask GitHub for the repository; 424 with GitHub's own words when it refuses."""
    return await desk_of(request).test(body)


@router.post("/github/save", operation_id="save_github")
async def save_github(
    request: Request, session: Session, now: Now, caller: Integrator, body: GitHubSettings
) -> TrackerState:
    """Store the settings; the token is sealed."""
    return await settings.save(session, body, request.app.state.vault, caller, now)


@router.get("/incidents/{incident}/tickets", operation_id="incident_tickets")
async def incident_tickets(session: Session, caller: Reader, key: Key) -> list[Ticket]:
    """Tickets of the incident, with the state that was read last."""
    return await service.of_incident(session, key, caller)


@calls.post("/incidents/{incident}/tickets", operation_id="create_ticket", status_code=201)
async def create_ticket(
    request: Request, caller: Responder, key: Key, body: CreateTicket
) -> Ticket:
    """Make a ticket for the incident or one of its action items; asking twice makes one."""
    public_url = request.app.state.settings.public_url
    return await service.create(desk_of(request), key, body, caller, public_url)


@calls.post("/incidents/{incident}/tickets/link", operation_id="link_ticket", status_code=201)
async def link_ticket(request: Request, caller: Responder, key: Key, body: LinkTicket) -> Ticket:
    """Add a ticket that is there already."""
    return await service.link(desk_of(request), key, body, caller)

"""`/incidents…`, `/resolve`, `/state` and `/jira/*`: never routed from outside, thin."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from incident_management.console import service
from incident_management.incidents import service as incidents
from incident_management.incidents.keys import Key, Reader, Responder
from incident_management.lists import service as lists
from incident_management.lists.filters import Scope
from incident_management.notes import service as notes
from incident_management.postmortems import service as postmortems
from incident_management.reports import content, markdown
from incident_management.runbooks import use
from incident_management.tickets import service as tickets
from incident_management.tickets import settings as trackers
from incident_management.tickets.routes import Integrator, desk_of
from platform_contracts.base import CountedPage
from platform_contracts.console import (
    ConsoleDetail,
    ConsoleIncident,
    ConsoleState,
    ResolveRequest,
)
from platform_contracts.incident_lists import IncidentListQuery
from platform_contracts.incidents import (
    AddComment,
    ChangeStatus,
    CreateIncident,
    Incident,
    TimelineEntry,
)
from platform_contracts.postmortems import PutRca, Rca
from platform_contracts.runbooks import ApplyStep, StepState
from platform_contracts.tickets import (
    CreateTicket,
    JiraSettings,
    Ticket,
    Tracker,
    TrackerState,
    TrackerTested,
)
from platform_contracts.vocabulary import IncidentStatus
from platform_kit.clock import Now
from platform_kit.clock import now as read_clock
from platform_kit.database import Database, Session, TransactionalRoute

router = APIRouter(route_class=TransactionalRoute, tags=["console"])
calls = APIRouter(tags=["console"])


@router.get("/incidents", operation_id="console_list_incidents")
async def list_incidents(
    session: Session, now: Now, caller: Reader, query: Annotated[IncidentListQuery, Query()]
) -> CountedPage[Incident]:
    """Incidents by status, severity, service, environment, owner."""
    return await lists.list_incidents(session, query, Scope.of(caller), now)


@router.post("/incidents", operation_id="console_create_incident", status_code=201)
async def create_incident(
    request: Request, session: Session, caller: Responder, body: ConsoleIncident
) -> Incident:
    """Open an incident by hand; severities as SEV1 … SEV5 are taken."""
    person = await service.person_named(request, body.assignee) if body.assignee else None
    values = body.model_dump(exclude={"assignee"}) | {"assignee": person}
    now = await read_clock(session)
    return await incidents.create(session, CreateIncident.model_validate(values), caller, now)


@router.get("/incidents/{incident}", operation_id="console_get_incident")
async def get_incident(session: Session, now: Now, caller: Reader, key: Key) -> ConsoleDetail:
    """An incident with its timeline."""
    return await service.detail(session, key, caller, now)


@router.post("/incidents/{incident}/status", operation_id="console_change_status")
async def change_status(
    session: Session, now: Now, caller: Responder, key: Key, body: ChangeStatus
) -> Incident:
    """Take a step; 409 names the allowed ones."""
    target = IncidentStatus.OPEN if body.status == "new" else IncidentStatus(body.status)
    return await incidents.change_status(session, key, target, caller, now, body.note)


@router.post("/incidents/{incident}/comments", operation_id="console_comment", status_code=201)
async def add_comment(
    session: Session, now: Now, caller: Responder, key: Key, body: AddComment
) -> TimelineEntry:
    """Add a comment."""
    return await notes.comment(session, key, body, caller, now)


@router.put("/incidents/{incident}/rca", operation_id="console_put_rca")
async def put_rca(session: Session, now: Now, caller: Responder, key: Key, body: PutRca) -> Rca:
    """Write the root-cause analysis."""
    return await postmortems.put(session, key, body, caller, now)


@router.post("/incidents/{incident}/apply-runbook-step", operation_id="console_apply_step")
async def apply_step(
    session: Session, now: Now, caller: Responder, key: Key, body: ApplyStep
) -> list[StepState]:
    """A step is done; the timeline says so."""
    return await use.note_step(session, key, body, caller, now)


@router.get(
    "/incidents/{incident}/report.md",
    operation_id="console_report",
    response_class=Response,
    responses={200: {"content": {"text/markdown": {}}}},
)
async def report(session: Session, now: Now, caller: Reader, key: Key) -> Response:
    """The post-incident report."""
    document = await content.write(session, key, caller, now)
    return Response(markdown.render(document), media_type="text/markdown; charset=utf-8")


@router.post("/resolve", operation_id="console_resolve")
async def resolve(session: Session, now: Now, caller: Responder, body: ResolveRequest) -> Incident:
    """Mark an incident resolved or acknowledged."""
    return await service.settle(session, body, caller, now)


@router.get("/state", operation_id="console_incident_state")
async def state(session: Session, caller: Reader) -> ConsoleState:
    """Settings without their secrets, what happened lately, the last alert."""
    return await service.state(session, caller)


@calls.post("/jira/test", operation_id="console_test_jira")
async def try_jira(request: Request, _: Integrator, body: JiraSettings) -> TrackerTested:
    """Project metadata from Jira, or its own words."""
    return await desk_of(request).test(body)


@router.post("/jira/save", operation_id="console_save_jira")
async def save_jira(
    request: Request, session: Session, now: Now, caller: Integrator, body: JiraSettings
) -> TrackerState:
    """Store the settings."""
    return await trackers.save(session, body, request.app.state.vault, caller, now)


@calls.post("/jira/create", operation_id="console_create_ticket", status_code=201)
async def create_jira(request: Request, caller: Responder) -> Ticket:
    """A Jira issue for the last alert's incident; answers its key."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        newest = await service.newest(session, caller)
    body = CreateTicket(tracker=Tracker.JIRA)
    public_url = request.app.state.settings.public_url
    return await tickets.create(desk_of(request), newest, body, caller, public_url)

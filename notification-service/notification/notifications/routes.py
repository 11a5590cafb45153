"""`/api/v1/notifications`: outcomes of actions, who can be reached; codes for contact methods."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from notification.channels.registry import Channels
from notification.contact_methods import service as contact_methods
from notification.notifications import requests as service
from notification.notifications.announcements import Announcer
from platform_contracts.access import INCIDENTS_WRITE, READ
from platform_contracts.notifications import ActionOutcome, OutcomeMailed, Reachability
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(
    prefix="/api/v1/notifications", route_class=TransactionalRoute, tags=["notifications"]
)
codes = APIRouter(
    prefix="/api/v1/contact-methods", route_class=TransactionalRoute, tags=["contact methods"]
)
Reader = Annotated[Principal, Requires(READ)]
Responder = Annotated[Principal, Requires(INCIDENTS_WRITE)]


def _channels(request: Request) -> Channels:
    return request.app.state.channels


def _announcer(request: Request) -> Announcer:
    return request.app.state.announcer


@router.post("/action-outcomes", operation_id="report_action_outcome", status_code=202)
async def report_action_outcome(
    session: Session,
    announcer: Annotated[Announcer, Depends(_announcer)],
    caller: Responder,
    body: ActionOutcome,
) -> OutcomeMailed:
    """Mail the recipient list that a suggested action was executed or postponed."""
    return await service.report_outcome(session, announcer, body, caller)


@router.get("/reachability", operation_id="read_reachability")
async def read_reachability(
    session: Session,
    channels: Annotated[Channels, Depends(_channels)],
    caller: Reader,
    person_id: Annotated[UUID, Query()],
) -> Reachability:
    """Whether a person has a contact method that works: one's own, or anybody's as a manager."""
    contact_methods.must_be_own(caller, person_id)
    return await service.reachability(session, channels, person_id)


@codes.post("/{method_id}/code", operation_id="send_contact_method_code", status_code=202)
async def send_contact_method_code(
    session: Session, now: Now, caller: Reader, method_id: UUID
) -> None:
    """Send a code to the address, which proves that it is the person's."""
    await service.send_code(session, method_id, caller, now)

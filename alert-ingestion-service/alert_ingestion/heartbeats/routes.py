"""`/api/v1/heartbeats`."""

from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from alert_ingestion.heartbeats import service
from platform_contracts.access import ALERTS_WRITE, INTEGRATIONS_WRITE, READ
from platform_contracts.base import Page, Text
from platform_contracts.monitors import (
    Heartbeat,
    HeartbeatCreated,
    HeartbeatPinged,
    PutHeartbeat,
)
from platform_kit.auth.dependencies import Caller, Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit
from platform_kit.problems import NotFound

router = APIRouter(prefix="/api/v1/heartbeats", route_class=TransactionalRoute, tags=["heartbeats"])
Reader = Annotated[Principal, Requires(READ)]
Manager = Annotated[Principal, Requires(INTEGRATIONS_WRITE)]
Address = Annotated[Text, Path(max_length=512, description="token, name or id")]


@router.post("", operation_id="create_heartbeat", status_code=201)
async def create_heartbeat(
    request: Request, session: Session, now: Now, _: Manager, body: PutHeartbeat
) -> HeartbeatCreated:
    """A new dead-man's switch; its token is shown this once."""
    return await service.create(session, body, request.app.state.settings.public_url, now)


@router.get("", operation_id="list_heartbeats")
async def list_heartbeats(
    session: Session, _: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Page[Heartbeat]:
    """Heartbeats by name, without their tokens."""
    return await service.list_heartbeats(session, cursor, limit)


@router.get("/{heartbeat_id}", operation_id="get_heartbeat")
async def get_heartbeat(session: Session, _: Reader, heartbeat_id: UUID) -> Heartbeat:
    """One heartbeat."""
    return await service.get_heartbeat(session, heartbeat_id)


@router.put("/{heartbeat_id}", operation_id="put_heartbeat")
async def put_heartbeat(
    session: Session, now: Now, _: Manager, heartbeat_id: UUID, body: PutHeartbeat
) -> Heartbeat:
    """Change one; its token stays."""
    return await service.replace(session, heartbeat_id, body, now)


@router.delete("/{heartbeat_id}", operation_id="delete_heartbeat", status_code=204)
async def delete_heartbeat(
    request: Request, session: Session, _: Manager, heartbeat_id: UUID
) -> Response:
    """Remove one; an alert that it raised ends."""
    await service.delete(session, heartbeat_id, request.app.state.intake.inlet)
    return Response(status_code=204)


@router.post("/{heartbeat_id}/rotate", operation_id="rotate_heartbeat")
async def rotate_heartbeat(
    request: Request, session: Session, _: Manager, heartbeat_id: UUID
) -> HeartbeatCreated:
    """A new token in place of the old one."""
    return await service.rotate(session, heartbeat_id, request.app.state.settings.public_url)


@router.post("/{heartbeat_id}/pause", operation_id="pause_heartbeat")
async def pause_heartbeat(session: Session, now: Now, _: Manager, heartbeat_id: UUID) -> Heartbeat:
    """It may be silent until it is resumed."""
    return await service.set_paused(session, heartbeat_id, now, paused=True)


@router.post("/{heartbeat_id}/resume", operation_id="resume_heartbeat")
async def resume_heartbeat(session: Session, now: Now, _: Manager, heartbeat_id: UUID) -> Heartbeat:
    """Watch it again."""
    return await service.set_paused(session, heartbeat_id, now, paused=False)


@router.post("/{address}/ping", operation_id="ping_heartbeat")
async def ping_heartbeat(session: Session, caller: Caller, address: Address) -> HeartbeatPinged:
    """It is alive. By its token for anybody; by name or id for those who may post alerts."""
    return await _ping(session, caller, address)


@router.get("/{address}/ping", operation_id="ping_heartbeat_by_get")
async def ping_heartbeat_by_get(
    session: Session, caller: Caller, address: Address
) -> HeartbeatPinged:
    """The same for clients that can only fetch an address."""
    return await _ping(session, caller, address)


async def _ping(session: Session, caller: Principal, address: str) -> HeartbeatPinged:
    with suppress(NotFound):
        return await service.ping_by_token(session, address)
    if ALERTS_WRITE not in caller.scopes and caller.kind != "service":
        raise NotFound("there is no such heartbeat")
    with suppress(ValueError, NotFound):
        return await service.ping_by_id(session, UUID(address))
    return await service.ping_by_name(session, address)

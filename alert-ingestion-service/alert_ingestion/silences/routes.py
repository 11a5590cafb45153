"""`/api/v1/silences`."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request

from alert_ingestion.silences import service
from platform_contracts.access import ALERTS_WRITE, READ
from platform_contracts.base import Page
from platform_contracts.noise import CreateSilence, MatchPreview, PreviewMatchers, Silence
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit
from platform_kit.problems import Unauthorized

router = APIRouter(prefix="/api/v1/silences", route_class=TransactionalRoute, tags=["noise"])
Reader = Annotated[Principal, Requires(READ)]
Responder = Annotated[Principal, Requires(ALERTS_WRITE)]


def _longest(request: Request) -> timedelta:
    return timedelta(days=request.app.state.settings.longest_silence_days)


def _known(caller: Principal) -> Principal:
    """Open access may post alerts, not hide them."""
    if caller.kind == "anonymous":
        raise Unauthorized("a silence needs somebody who made it")
    return caller


@router.post("", operation_id="create_silence", status_code=201)
async def create_silence(
    request: Request, session: Session, now: Now, caller: Responder, body: CreateSilence
) -> Silence:
    """Silence what the matchers match."""
    return await service.create(session, body, _known(caller).name, now, _longest(request))


@router.get("", operation_id="list_silences")
async def list_silences(
    session: Session,
    now: Now,
    _: Reader,
    include_expired: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Silence]:
    """Silences, the newest first."""
    return await service.list_silences(session, cursor, limit, now, over=include_expired)


@router.post("/preview", operation_id="preview_silence")
async def preview_silence(session: Session, _: Reader, body: PreviewMatchers) -> MatchPreview:
    """What the matchers would silence: now, and in the last seven days."""
    return await service.preview(session, body)


@router.get("/{silence_id}", operation_id="get_silence")
async def get_silence(session: Session, now: Now, _: Reader, silence_id: UUID) -> Silence:
    """One silence."""
    return await service.read(session, silence_id, now)


@router.put("/{silence_id}", operation_id="change_silence")
async def change_silence(
    request: Request,
    session: Session,
    now: Now,
    caller: Responder,
    silence_id: UUID,
    body: CreateSilence,
) -> Silence:
    """Change a silence that is not over."""
    _known(caller)
    return await service.change(session, silence_id, body, now, _longest(request))


@router.delete("/{silence_id}", operation_id="expire_silence")
async def expire_silence(
    session: Session, now: Now, caller: Responder, silence_id: UUID
) -> Silence:
    """End a silence now; what still fires is paged."""
    _known(caller)
    return await service.expire(session, silence_id, now)

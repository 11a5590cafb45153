"""`/api/v1/swaps`."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from oncall.swaps import service
from platform_contracts.access import INCIDENTS_WRITE, READ
from platform_contracts.base import Slug
from platform_contracts.shifts import AskSwap, Swap
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Limit

router = APIRouter(prefix="/api/v1/swaps", route_class=TransactionalRoute, tags=["swaps"])
Reader = Annotated[Principal, Requires(READ)]
Responder = Annotated[Principal, Requires(INCIDENTS_WRITE)]


@router.post("", operation_id="ask_swap", status_code=201)
async def ask_swap(session: Session, now: Now, caller: Responder, body: AskSwap) -> Swap:
    """Ask one person, or everybody, to take one's shift."""
    return await service.ask(session, body, caller, now)


@router.get("", operation_id="list_swaps")
async def list_swaps(
    session: Session,
    _: Reader,
    schedule: Annotated[Slug | None, Query()] = None,
    state: Literal["open", "accepted", "declined", "expired", "withdrawn"] | None = None,
    limit: Limit = 50,
) -> list[Swap]:
    """Swaps that are not over, the next shift first."""
    return await service.list_swaps(session, schedule, state, limit)


@router.post("/{swap_id}/accept", operation_id="accept_swap")
async def accept_swap(session: Session, now: Now, caller: Responder, swap_id: UUID) -> Swap:
    """Take the shift."""
    return await service.accept(session, swap_id, caller, now)


@router.post("/{swap_id}/decline", operation_id="decline_swap")
async def decline_swap(session: Session, now: Now, caller: Responder, swap_id: UUID) -> Swap:
    """Say no."""
    return await service.decline(session, swap_id, caller, now)


@router.post("/{swap_id}/withdraw", operation_id="withdraw_swap")
async def withdraw_swap(session: Session, now: Now, caller: Responder, swap_id: UUID) -> Swap:
    """Take one's wish back."""
    return await service.withdraw(session, swap_id, caller, now)

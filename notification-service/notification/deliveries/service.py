"""Reading deliveries."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.deliveries import repository
from notification.deliveries.models import AttemptRow, DeliveryRow
from notification.deliveries.sender import LANE
from notification.domain.life import GIVEN_UP
from platform_contracts.base import Page
from platform_contracts.notifications import Delivery, DeliveryAttempt
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import DeliveryState
from platform_kit.clock import now as read_clock
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Conflict, NotFound


async def list_deliveries(
    session: AsyncSession,
    filters: dict[str, Any],
    cursor: str | None,
    limit: int,
    *,
    show_addresses: bool,
) -> Page[Delivery]:
    """The newest first, with every attempt; addresses only for those who may see them."""
    before = decode_cursor(cursor, datetime, UUID) if cursor else None
    wanted = {name: value for name, value in filters.items() if value is not None}
    rows = await repository.page(session, wanted, before, limit + 1)
    attempts = await repository.attempts_of(session, [row.id for row in rows[:limit]])
    return page_of(
        rows,
        limit,
        lambda row: _view(row, attempts.get(row.id, []), show_addresses),
        lambda row: (row.created_at, row.id),
    )


async def replay(session: AsyncSession, delivery_id: UUID, ttl: timedelta) -> Delivery:
    """Send a given-up delivery again, under its old id. Raises NotFound, Conflict."""
    row = await repository.find(session, delivery_id)
    if row is None:
        raise NotFound("there is no such delivery")
    if row.state not in GIVEN_UP:
        raise Conflict(f"only what was given up is sent again, this one is {row.state}")
    now = await read_clock(session)
    row.state, row.reason, row.due_at, row.expires_at = DeliveryState.QUEUED, "", now, now + ttl
    await session.flush()
    session.info.setdefault("lanes", set()).add(LANE)
    attempts = await repository.attempts_of(session, [row.id])
    return _view(row, attempts.get(row.id, []), show_address=True)


def _view(row: DeliveryRow, attempts: list[AttemptRow], show_address: bool) -> Delivery:
    person = PersonRef.model_validate(row.person)
    return Delivery.model_validate(
        {
            "id": row.id,
            "incident_id": row.incident_id,
            "incident_number": row.incident_number,
            "person": PersonRef(id=person.id, name=person.name),
            "channel": row.channel,
            "address": row.address if show_address else "",
            "state": row.state,
            "reason": row.reason,
            "level": row.level,
            "kind": row.kind,
            "receipt": row.receipt,
            "due_at": row.due_at,
            "created_at": row.created_at,
            "sent_at": row.sent_at,
            "attempts": [DeliveryAttempt.model_validate(attempt) for attempt in attempts],
        }
    )

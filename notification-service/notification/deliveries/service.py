"""Reading deliveries."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.deliveries import repository
from notification.deliveries.models import AttemptRow, DeliveryRow
from platform_contracts.base import Page
from platform_contracts.notifications import Delivery, DeliveryAttempt
from platform_contracts.people import PersonRef
from platform_kit.pagination import decode_cursor, page_of


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
            "due_at": row.due_at,
            "created_at": row.created_at,
            "sent_at": row.sent_at,
            "attempts": [DeliveryAttempt.model_validate(attempt) for attempt in attempts],
        }
    )

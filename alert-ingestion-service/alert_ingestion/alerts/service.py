"""Reading alerts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts import repository
from platform_contracts.alerts import AlertSummary
from platform_contracts.base import Page
from platform_kit.pagination import decode_cursor, encode_cursor
from platform_kit.problems import NotFound


async def list_alerts(
    session: AsyncSession, filters: dict[str, Any], cursor: str | None, limit: int
) -> Page[AlertSummary]:
    """The newest first; filters with None are left out."""
    before = decode_cursor(cursor, datetime, UUID) if cursor else None
    wanted = {name: value for name, value in filters.items() if value is not None}
    rows = await repository.page(session, wanted, before, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=[AlertSummary.model_validate(row) for row in rows[:limit]],
        next_cursor=encode_cursor(last.received_at, last.id) if last else None,
    )


async def read(session: AsyncSession, alert_id: UUID) -> AlertSummary:
    """One alert. Raises NotFound."""
    row = await repository.get(session, alert_id)
    if row is None:
        raise NotFound(f"there is no alert {alert_id}")
    return AlertSummary.model_validate(row)

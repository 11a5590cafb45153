"""Reading alerts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts import repository
from platform_contracts.alerts import AlertSummary
from platform_contracts.base import Page
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import NotFound


async def list_alerts(
    session: AsyncSession, filters: dict[str, Any], cursor: str | None, limit: int
) -> Page[AlertSummary]:
    """The newest first; filters with None are left out."""
    before = decode_cursor(cursor, datetime, UUID) if cursor else None
    wanted = {name: value for name, value in filters.items() if value is not None}
    rows = await repository.page(session, wanted, before, limit + 1)
    return page_of(rows, limit, AlertSummary.model_validate, lambda row: (row.received_at, row.id))


async def read(session: AsyncSession, alert_id: UUID) -> AlertSummary:
    """One alert. Raises NotFound."""
    row = await repository.get(session, alert_id)
    if row is None:
        raise NotFound(f"there is no alert {alert_id}")
    return AlertSummary.model_validate(row)

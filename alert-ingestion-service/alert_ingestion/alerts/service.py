"""Reading alerts."""

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
    before: UUID | None = decode_cursor(cursor, UUID)[0] if cursor else None
    wanted = {name: value for name, value in filters.items() if value is not None}
    rows = await repository.page(session, wanted, before, limit + 1)
    return page_of(rows, limit, _summary, lambda row: (row.AlertRow.id,))


async def read(session: AsyncSession, alert_id: UUID) -> AlertSummary:
    """One alert. Raises NotFound."""
    row = await repository.get(session, alert_id)
    if row is None:
        raise NotFound(f"there is no alert {alert_id}")
    return _summary(row)


def _summary(row: Any) -> AlertSummary:
    """An alert; the counters of one that fires are those of its state."""
    alert, state = row.AlertRow, row.AlertStateRow
    shown = AlertSummary.model_validate(alert)
    if state is None or alert.status != "firing":
        return shown
    live = {
        "count": state.count,
        "last_received_at": state.last_received_at,
        "expires_at": state.expires_at,
        "recheck_at": state.recheck_at,
    }
    return shown.model_copy(update=live)

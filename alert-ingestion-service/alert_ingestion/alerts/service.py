"""Reading alerts."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts import repository
from alert_ingestion.alerts.models import AlertRow
from alert_ingestion.domain.alert import NormalizedAlert
from platform_contracts.alerts import AlertSummary
from platform_contracts.base import Page
from platform_contracts.vocabulary import AlertStatus, Severity
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import NotFound


async def list_alerts(
    session: AsyncSession, filters: dict[str, Any], cursor: str | None, limit: int
) -> Page[AlertSummary]:
    """The newest first; filters with None are left out."""
    before: UUID | None = decode_cursor(cursor, UUID)[0] if cursor else None
    wanted = {name: value for name, value in filters.items() if value is not None}
    rows = await repository.page(session, wanted, before, limit + 1)
    return page_of(rows, limit, _with_state, lambda row: (row.AlertRow.id,))


async def read(session: AsyncSession, alert_id: UUID) -> AlertSummary:
    """One alert. Raises NotFound."""
    row = await repository.get(session, alert_id)
    if row is None:
        raise NotFound(f"there is no alert {alert_id}")
    return _with_state(row)


def _with_state(row: Any) -> AlertSummary:
    """An alert; the counters of one that fires are those of its state."""
    alert, state = row.AlertRow, row.AlertStateRow
    shown = summary_of(alert)
    if state is None or alert.status != "firing":
        return shown
    live = {
        "count": state.count,
        "last_received_at": state.last_received_at,
        "expires_at": state.expires_at,
        "recheck_at": state.recheck_at,
    }
    return shown.model_copy(update=live)


def summary_of(row: AlertRow) -> AlertSummary:
    """An alert as it stands in its own row."""
    return AlertSummary.model_validate(row)


def alert_of(row: AlertRow) -> NormalizedAlert:
    """A stored alert as its sender meant it."""
    return NormalizedAlert(
        source=row.source,
        scope=row.scope,
        fingerprint=row.fingerprint,
        title=row.title,
        service=row.service,
        environment=row.environment,
        severity=Severity(row.severity),
        status=AlertStatus(row.status),
        starts_at=row.starts_at,
        description=row.description,
        team=row.team,
        labels=row.labels,
        annotations=row.annotations,
        details=row.details,
        tags=tuple(row.tags),
        responders=tuple(row.responders),
        links=tuple(row.links),
        generator_url=row.generator_url,
        runbook_url=row.runbook_url,
        source_group=row.source_group,
    )

"""The metrics panel and the gauges."""

from collections import Counter

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management import metrics
from incident_management.stats import repository
from platform_contracts.incidents import MetricsSummary
from platform_contracts.vocabulary import Severity

_KNOWN_ENVIRONMENTS = 20


async def summary(session: AsyncSession) -> MetricsSummary:
    """Open incidents now, MTTA and MTTR of the last 30 days."""
    rows = await repository.open_incidents(session)
    times = await repository.times(session)
    by_severity = Counter[str]()
    for row in rows:
        by_severity[row.severity] += row.number
    return MetricsSummary(
        open_incidents=by_severity.total(),
        open_by_severity={severity: by_severity[severity] for severity in Severity},
        mtta_seconds_mean=times.mtta_mean,
        mtta_seconds_median=times.mtta_median,
        mttr_seconds_mean=times.mttr_mean,
        mttr_seconds_median=times.mttr_median,
        acknowledged_count=times.acknowledged,
        resolved_count=times.resolved,
    )


async def set_gauges(session: AsyncSession) -> None:
    """Set the gauges from the rows, so that they are right after a restart and never negative."""
    rows = await repository.open_incidents(session)
    by_severity, active = Counter[str](), Counter[tuple[str, str]]()
    environments = {row.environment for row in rows}
    for row in rows:
        by_severity[row.severity] += row.number
        shown = row.environment if len(environments) <= _KNOWN_ENVIRONMENTS else "other"
        active[row.severity, shown] += row.number
    for severity in Severity:
        metrics.OPEN.labels(severity=severity).set(by_severity[severity])
    metrics.ACTIVE.clear()
    for (severity, environment), number in active.items():
        metrics.ACTIVE.labels(severity=severity, environment=environment).set(number)
    metrics.WITHOUT_ESCALATION.set(len(await repository.unpaged(session)))

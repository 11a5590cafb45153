"""The dashboard, the analytics, the metrics panel and the gauges."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management import metrics
from incident_management.incidents.models import IncidentRow
from incident_management.lists.filters import Conditions, Scope, conditions
from incident_management.stats import repository
from platform_contracts.incidents import MetricsSummary
from platform_contracts.stats import (
    Analytics,
    AnalyticsQuery,
    Dashboard,
    DayFigures,
    Figures,
    HourCell,
    NextBreach,
    NoisyService,
    OpenCell,
    Spread,
    StatusSpan,
)
from platform_contracts.vocabulary import IncidentStatus, Severity
from platform_kit.auth.principal import Principal
from platform_kit.clock import now as read_clock
from platform_kit.problems import Invalid

_MOST_SCOPES: Final = 1000
_WEEK: Final = timedelta(days=7)
_MONTH: Final = timedelta(days=30)
_LONGEST: Final = timedelta(days=732)
_MOST_SPANS: Final = 20_000


async def summary(session: AsyncSession) -> MetricsSummary:
    """Open incidents now; MTTA, MTTR and breach rate of the last 30 days."""
    rows = await repository.open_incidents(session)
    now = await read_clock(session)
    recent = _figures(await repository.figures(session, [IncidentRow.opened_at >= now - _MONTH]))
    by_severity = Counter[str]()
    for row in rows:
        by_severity[row.severity] += row.number
    return MetricsSummary(
        open_incidents=by_severity.total(),
        open_by_severity={severity: by_severity[severity] for severity in Severity},
        mtta_seconds_mean=recent.mtta.mean,
        mtta_seconds_median=recent.mtta.median,
        mttr_seconds_mean=recent.mttr.mean,
        mttr_seconds_median=recent.mttr.median,
        acknowledged_count=recent.mtta.count,
        resolved_count=recent.mttr.count,
        breach_rate=recent.breach_rate,
    )


async def dashboard(session: AsyncSession, by: Principal, now: datetime) -> Dashboard:
    """What the first page shows, of incidents that the caller may see."""
    visible = Scope.of(by).conditions()
    cells = await repository.open_cells(session, visible)
    week = [*visible, IncidentRow.opened_at >= now - _WEEK]
    before = [
        *visible,
        IncidentRow.opened_at >= now - 2 * _WEEK,
        IncidentRow.opened_at < now - _WEEK,
    ]
    return Dashboard(
        at=now,
        open_incidents=sum(cell.count for cell in cells),
        unacknowledged=sum(cell.unacknowledged for cell in cells),
        mine=await repository.mine(session, by.id),
        breached_open=await repository.breached_open(session, visible),
        cells=[OpenCell.model_validate(cell) for cell in cells],
        next_breaches=[
            _next_breach(row) for row in await repository.next_breaches(session, visible, 5)
        ],
        week=_figures(await repository.figures(session, week)),
        week_before=_figures(await repository.figures(session, before)),
        noisy=await _noisy(session, week, 5),
        last_alert_at=await repository.last_alert(session),
    )


async def analytics(
    session: AsyncSession, query: AnalyticsQuery, by: Principal, now: datetime
) -> Analytics:
    """Figures of a span and of the one before it. Raises Invalid for one that is too long."""
    until = query.until or now
    since = query.since or until - _MONTH
    if not timedelta(0) < until - since <= _LONGEST:
        raise Invalid.field("since", f"must lie before until, by at most {_LONGEST.days} days")
    scope = Scope.of(by)
    here = conditions(query.model_copy(update={"since": since}), scope)
    length = until - since
    earlier = query.model_copy(update={"since": since - length, "until": since})
    zone = query.time_zone
    return Analytics(
        since=since,
        until=until,
        time_zone=zone,
        total=_figures(await repository.figures(session, here)),
        before=_figures(await repository.figures(session, conditions(earlier, scope))),
        days=[_day(row) for row in await repository.days(session, here, zone)],
        noisy=await _noisy(session, here, 10),
        hours=[HourCell.model_validate(r) for r in await repository.hours(session, here, zone)],
        statuses=_statuses(await repository.status_spans(session, here, _MOST_SPANS)),
    )


async def set_gauges(session: AsyncSession) -> None:
    """Set the gauges from the rows, so that they are right after a restart and never negative."""
    by_severity = Counter[str]()
    for row in await repository.open_incidents(session):
        by_severity[row.severity] = row.number
    active, rest = Counter[tuple[str, str, str, str]](), by_severity.copy()
    for row in await repository.open_scopes(session, _MOST_SCOPES):
        scope = metrics.SCOPES.labels(row.service, row.team, row.environment)
        active[*scope, row.severity] += row.number
        rest[row.severity] -= row.number
    for severity in Severity:
        metrics.OPEN.labels(severity=severity).set(by_severity[severity])
        if rest[severity] > 0:
            active[metrics.OTHER, metrics.OTHER, metrics.OTHER, severity] += rest[severity]
    metrics.ACTIVE.clear()
    for labels, number in active.items():
        metrics.ACTIVE.labels(*labels).set(number)
    metrics.WITHOUT_ESCALATION.set(len(await repository.unpaged(session)))
    metrics.BREACHED_OPEN.set(await repository.breached_open(session, []))


async def _noisy(session: AsyncSession, where: Conditions, limit: int) -> list[NoisyService]:
    rows = await repository.noisy(session, where, limit)
    return [NoisyService.model_validate(row) for row in rows]


def _figures(row: Any) -> Figures:
    return Figures(
        opened=row.opened,
        resolved=row.resolved,
        mtta=_spread(row, "mtta"),
        mttr=_spread(row, "mttr"),
        promised=row.promised,
        breached=row.breached,
        breach_rate=row.breached / row.promised if row.promised else None,
    )


def _spread(row: Any, name: str) -> Spread:
    names = ("count", "mean", "median", "p90")
    return Spread(**{part: getattr(row, f"{name}_{part}") for part in names})


def _next_breach(row: Any) -> NextBreach:
    incident: IncidentRow = row[0]
    return NextBreach(
        id=incident.id,
        number=incident.number,
        title=incident.title,
        severity=Severity(incident.severity),
        service=incident.service,
        promise="acknowledge" if row.is_acknowledge else "resolve",
        due_at=row.due_at,
    )


def _day(row: Any) -> DayFigures:
    by_severity = {severity: getattr(row, severity) for severity in Severity}
    return DayFigures.model_validate({**row._mapping, "by_severity": by_severity})


def _statuses(rows: list[Any]) -> list[StatusSpan]:
    found = {
        IncidentStatus(row.status): Spread(
            count=row.count, mean=row.mean, median=row.median, p90=row.p90
        )
        for row in rows
    }
    return [StatusSpan(status=name, time=found[name]) for name in IncidentStatus if name in found]

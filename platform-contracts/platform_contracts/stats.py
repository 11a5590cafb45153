"""Wire models of figures over incidents. Times in seconds, rates from 0 to 1, null without data."""

from datetime import date
from uuid import UUID

from platform_contracts.base import Instant, WireModel
from platform_contracts.incident_lists import IncidentFilter
from platform_contracts.schedules import Zone
from platform_contracts.vocabulary import IncidentStatus, Severity


class Spread(WireModel):
    """How long something took."""

    count: int = 0
    mean: float | None = None
    median: float | None = None
    p90: float | None = None


class Figures(WireModel):
    """What a span of time came to; incidents count by the moment at which they were opened."""

    opened: int = 0
    resolved: int = 0
    mtta: Spread = Spread()
    mttr: Spread = Spread()
    promised: int = 0
    breached: int = 0
    breach_rate: float | None = None


class OpenCell(WireModel):
    """Open incidents of a service at one severity."""

    service: str
    severity: Severity
    count: int


class NextBreach(WireModel):
    """A promise that breaks next."""

    id: UUID
    number: int
    title: str
    severity: Severity
    service: str
    promise: str
    due_at: Instant


class NoisyService(WireModel):
    """A service by how many incidents it had."""

    service: str
    incidents: int
    alerts: int


class Dashboard(WireModel):
    """Everything the first page shows of incidents, from one moment."""

    at: Instant
    open_incidents: int
    unacknowledged: int
    mine: int
    breached_open: int
    cells: list[OpenCell]
    next_breaches: list[NextBreach]
    week: Figures
    week_before: Figures
    noisy: list[NoisyService]
    last_alert_at: Instant | None


class DayFigures(WireModel):
    """One day, on the wall clock of the zone that was asked for."""

    day: date
    opened: int
    by_severity: dict[Severity, int]
    resolved: int
    mtta_median: float | None
    mtta_p90: float | None
    mttr_median: float | None
    mttr_p90: float | None
    promised: int
    breached: int


class HourCell(WireModel):
    """Incidents opened in an hour of the week; Monday is 1."""

    weekday: int
    hour: int
    count: int


class StatusSpan(WireModel):
    """How long incidents stayed in a status."""

    status: IncidentStatus
    time: Spread


class Analytics(WireModel):
    """Figures of a span, day by day, and those of the span before it."""

    since: Instant
    until: Instant
    time_zone: str
    total: Figures
    before: Figures
    days: list[DayFigures]
    noisy: list[NoisyService]
    hours: list[HourCell]
    statuses: list[StatusSpan]


class AnalyticsQuery(IncidentFilter):
    """Which incidents, on whose wall clock; without `since` the last 30 days."""

    time_zone: Zone = "UTC"

"""Wire models of what holds for services: promises (SLA policies) and maintenance windows."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from platform_contracts.base import Instant, Line, RequestModel, Slug, Text, WireModel
from platform_contracts.paging import SupportHours
from platform_contracts.people import Actor
from platform_contracts.schedules import Zone
from platform_contracts.vocabulary import IncidentStatus, Severity

Minutes = Annotated[int | None, Field(ge=1, le=525_600)]
Pausing = Literal[
    IncidentStatus.ACKNOWLEDGED, IncidentStatus.INVESTIGATING, IncidentStatus.MITIGATED
]


class SlaTargets(RequestModel):
    """Minutes of working time until somebody answers and until it is over; null for no promise."""

    acknowledge: Minutes = None
    resolve: Minutes = None


class PutSlaPolicy(RequestModel):
    """What is promised by severity. `hours` are when time counts; null for always.

    The clock stands in the statuses of `pause_on`. `rca_required`: severities that are closed only
    with a root cause.
    """

    name: Line | None = None
    targets: dict[Severity, SlaTargets] = {}
    hours: SupportHours | None = None
    pause_on: Annotated[list[Pausing], Field(max_length=3)] = []
    pause_while_snoozed: bool = False
    warn_at_percent: Annotated[int, Field(ge=1, le=99)] = 80
    rca_required: Annotated[list[Severity], Field(max_length=5)] = [
        Severity.CRITICAL,
        Severity.HIGH,
    ]


class SlaPolicy(WireModel):
    """A policy of promises."""

    slug: str
    name: str
    targets: dict[Severity, SlaTargets]
    hours: SupportHours | None
    pause_on: list[IncidentStatus]
    pause_while_snoozed: bool
    warn_at_percent: int
    rca_required: list[Severity]
    updated_at: Instant


class PutMaintenance(RequestModel):
    """Pages of `services` wait while a window is open; what is still open at its end pages then.

    Once: from `starts_at` to `ends_at`. Recurring: `recurrence` is an RFC 5545 rule
    (`FREQ=WEEKLY;BYDAY=SU`) whose starts are wall times of `time_zone`, each window lasts
    `window_minutes`, none begins after `ends_at`.
    """

    title: Line
    services: Annotated[list[Slug], Field(min_length=1, max_length=200)]
    environment: Slug | None = None
    starts_at: Instant
    ends_at: Instant
    recurrence: Annotated[Text | None, Field(max_length=500)] = None
    time_zone: Zone = "UTC"
    window_minutes: Annotated[int | None, Field(ge=1, le=10_080)] = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at must lie after starts_at")
        if (self.recurrence is None) != (self.window_minutes is None):
            raise ValueError("recurrence and window_minutes belong together")
        return self


class Maintenance(WireModel):
    """A maintenance window; `active_until` is null while it is not open."""

    id: UUID
    title: str
    services: list[str]
    environment: str | None
    starts_at: Instant
    ends_at: Instant
    recurrence: str | None
    time_zone: str
    window_minutes: int | None
    cancelled_at: Instant | None
    active_until: Instant | None = None
    created_by: Actor
    created_at: Instant

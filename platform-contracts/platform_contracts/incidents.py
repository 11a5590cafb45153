"""Wire models of incident-management: incidents, timeline, catalogue, stream."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, model_validator

from platform_contracts.base import Body, Instant, Line, RequestModel, Slug, Text, WireModel
from platform_contracts.paging import SupportHours, UrgencyRule
from platform_contracts.people import Actor, PersonRef
from platform_contracts.vocabulary import (
    EscalationState,
    IncidentStatus,
    Severity,
    TimelineKind,
    Urgency,
)

WebLink = Annotated[Text, Field(max_length=2048, pattern=r"^https?://")]


class SourceAlert(WireModel):
    """The alert that opened the incident."""

    alert_id: UUID | None = None
    fingerprint: str
    starts_at: Instant
    labels: dict[str, str] = {}
    generator_url: str | None = None


class SlaClock(WireModel):
    """One promise of an incident. `due_at` is null while the clock stands."""

    due_at: Instant | None = None
    met_at: Instant | None = None
    breached: bool = False
    remaining_seconds: float | None = None
    """Working time left, negative after a breach; null once the promise is met."""


class Sla(WireModel):
    """What the policy of the service promises for this incident, by the database's clock."""

    policy: str
    acknowledge: SlaClock | None = None
    resolve: SlaClock | None = None
    paused: bool = False
    pause_reason: str = ""


class Incident(WireModel):
    """An incident as the API shows it. People see `number` as INC-42."""

    id: UUID
    number: int
    title: str
    description: str = ""
    service: str
    environment: str
    severity: Severity
    urgency: Urgency
    status: IncidentStatus
    team: str | None = None
    assignee: PersonRef | None = None
    alert_count: int = 0
    runbook_url: str | None = None
    source_alert: SourceAlert | None = None
    labels: dict[str, str] = {}
    correlation_reason: str = ""
    escalation_state: EscalationState | None = None
    escalation_level: int | None = None
    opened_at: Instant
    acknowledged_at: Instant | None = None
    acknowledged_by: Actor | None = None
    last_acknowledged_at: Instant | None = None
    resolved_at: Instant | None = None
    resolved_by: Actor | None = None
    closed_at: Instant | None = None
    snoozed_until: Instant | None = None
    suppressed_until: Instant | None = None
    merged_into: UUID | None = None
    mtta_seconds: float | None = None
    mttr_seconds: float | None = None
    sla: Sla | None = None
    allowed_statuses: list[IncidentStatus] = []
    version: int
    updated_at: Instant


class CreateIncident(RequestModel):
    """An incident made by hand."""

    title: Line
    description: Body = ""
    service: Slug
    environment: Slug = "production"
    severity: Severity = Severity.HIGH
    team: Slug | None = None
    assignee: PersonRef | None = None
    """Somebody to page instead of whoever is on call."""


class EditIncident(RequestModel):
    """What is to be another; what is left out stays."""

    title: Line | None = None
    description: Body | None = None
    environment: Slug | None = None
    team: Slug | None = None
    severity: Severity | None = None
    note: Body = ""


class ChangeStatus(RequestModel):
    """A step in the life of an incident; `new` is an alias of `open`, in letters of any case."""

    status: Annotated[
        IncidentStatus | Annotated[str, Field(pattern="^new$")],
        BeforeValidator(lambda word: word.lower() if isinstance(word, str) else word),
        Field(description="target status"),
    ]
    note: Body = ""


class Note(RequestModel):
    """An optional note with an action."""

    note: Body = ""


class Snooze(RequestModel):
    """Page nobody until then (at most 30 days)."""

    until: Instant
    note: Body = ""


class Attachment(RequestModel):
    """Something kept elsewhere."""

    title: Line
    url: WebLink


class AddComment(RequestModel):
    """A comment in Markdown. `at`: when it happened, where that was before now."""

    body: Annotated[Text, Field(min_length=1, max_length=65_536)]
    links: Annotated[list[Attachment], Field(max_length=20)] = []
    pinned: bool = False
    at: Instant | None = None


class EditEntry(RequestModel):
    """Another text or time of an own comment; anybody who may write pins any entry."""

    body: Annotated[Text | None, Field(min_length=1, max_length=65_536)] = None
    at: Instant | None = None
    pinned: bool | None = None


class TimelineEntry(WireModel):
    """One thing that happened; `important` and pinned entries make up the curated timeline.

    `html` is the Markdown of a comment, safe to show.
    """

    id: UUID
    at: Instant
    kind: TimelineKind
    actor: Actor
    message: str
    html: str | None = None
    important: bool = True
    pinned: bool = False
    edited_at: Instant | None = None
    data: dict[str, Any] = {}


class PutService(RequestModel):
    """A service of the catalogue. Slugs in `depends_on` and `runs_on` need not exist yet."""

    name: Line | None = None
    team: Slug | None = None
    tier: Annotated[int | None, Field(ge=1, le=5)] = None
    kind: Slug = "service"
    environment: Slug | None = None
    zone: Slug | None = None
    depends_on: Annotated[list[Slug], Field(max_length=500)] = []
    runs_on: Annotated[list[Slug], Field(max_length=500)] = []
    policy: Slug | None = None
    slack_channel: Line | None = None
    runbook_url: WebLink | None = None
    sla_policy: Slug | None = None
    ack_timeout_minutes: Annotated[int | None, Field(ge=1, le=43_200)] = 30
    """How long an acknowledgement lasts before the incident pages again; null for ever."""
    auto_resolve_minutes: Annotated[int | None, Field(ge=1, le=525_600)] = None
    urgency_rule: UrgencyRule | None = None
    support_hours: SupportHours | None = None
    description: Body = ""
    labels: Annotated[dict[Slug, Line], Field(max_length=50)] = {}

    @model_validator(mode="after")
    def _hours_are_given(self) -> Self:
        by_hours = self.urgency_rule is not None and self.urgency_rule.type == "support_hours"
        if by_hours and self.support_hours is None:
            raise ValueError("an urgency by support hours needs support_hours")
        return self


class CatalogService(WireModel):
    """A service of the catalogue; an unknown one is added as unowned by its first incident."""

    slug: str
    name: str
    team: str | None
    tier: int | None
    kind: str
    environment: str | None
    zone: str | None
    depends_on: list[str]
    runs_on: list[str]
    policy: str | None
    slack_channel: str | None
    runbook_url: str | None
    sla_policy: str | None = None
    ack_timeout_minutes: int | None = None
    auto_resolve_minutes: int | None = None
    urgency_rule: UrgencyRule | None = None
    support_hours: SupportHours | None = None
    description: str = ""
    labels: dict[str, str] = {}
    open_incidents: int | None = None
    updated_at: Instant


class Topology(RequestModel):
    """The whole service graph at once; keys are service slugs. `nodes` may name lone ones."""

    nodes: list[Slug] = []
    depends_on: dict[Slug, list[Slug]] = {}
    runs_on: dict[Slug, list[Slug] | Slug] = {}
    zone: dict[Slug, Slug] = {}
    kind: dict[Slug, Slug] = {}


class MetricsSummary(WireModel):
    """The figures of the JSON metrics panel; times in seconds, null while there are none."""

    open_incidents: int
    open_by_severity: dict[Severity, int]
    mtta_seconds_mean: float | None
    mtta_seconds_median: float | None
    mttr_seconds_mean: float | None
    mttr_seconds_median: float | None
    acknowledged_count: int
    resolved_count: int
    breach_rate: float | None = None


class StreamItem(WireModel):
    """The data of one server-sent event; `patch` is a JSON merge patch of the entity."""

    topic: str
    id: str
    version: int
    patch: dict[str, Any]

"""Wire models of alert-ingestion."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, computed_field

from platform_contracts.base import Body, Instant, Line, RequestModel, Slug, Text, WireModel
from platform_contracts.vocabulary import AlertStatus, Correlation, Severity

Labels = dict[str, str]


class Link(RequestModel):
    """An address to show beside an alert."""

    href: Annotated[Text, Field(max_length=2048, pattern=r"^https?://")]
    text: Annotated[Text, Field(max_length=255)] = ""


class PostAlert(RequestModel):
    """The native body of `POST /api/v1/alerts`. The hot route parses it with msgspec."""

    message: Line
    service: Slug
    severity: Annotated[
        str, Field(description="critical, high, medium, low, info or a known alias")
    ]
    environment: Slug = "production"
    team: Slug | None = None
    status: AlertStatus = AlertStatus.FIRING
    description: Body = ""
    labels: Labels = {}
    annotations: Labels = {}
    fingerprint: Line | None = None
    dedup_key: Line | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    links: list[Link] = []
    runbook_url: Text | None = None
    source: Annotated[Line, Field(description="who found it; for people, no part of identity")] = (
        "generic"
    )


class AlertAccepted(WireModel):
    """What became of one posted alert. It is stored when this is answered."""

    alert_id: UUID
    incident_id: UUID | None = None
    correlation: Correlation
    reason: str
    fingerprint: str
    count: int


class AlertResult(WireModel):
    """One entry of the answer to a list: 201 with `alert`, or the problem of this entry."""

    status: int
    alert: AlertAccepted | None = None
    errors: list[dict[str, Any]] | None = None


class AlertsAccepted(WireModel):
    """The answer to a list of alerts, in the order sent."""

    results: list[AlertResult]


class AlertSummary(WireModel):
    """An alert as other services and people read it."""

    id: UUID
    fingerprint: str
    source: str
    title: str
    description: str = ""
    service: str
    environment: str
    severity: Severity
    status: AlertStatus
    labels: Labels = {}
    annotations: Labels = {}
    links: list[dict[str, str]] = []
    generator_url: str | None = None
    runbook_url: str | None = None
    count: int = 1
    starts_at: Instant
    ends_at: Instant | None = None
    received_at: Instant
    last_received_at: Instant
    incident_id: UUID | None = None
    previous_incident_ids: list[UUID] = []
    correlation_reason: str = ""
    team: str | None = None
    details: dict[str, Any] = {}
    tags: list[str] = []
    verdict: str = "deliver"
    verdict_reason: str = ""
    history: list[dict[str, Any]] = []
    expires_at: Instant | None = None
    recheck_at: Instant | None = None

    @computed_field
    @property
    def dedup_key(self) -> str:
        """The fingerprint, by the name that PagerDuty's users know it by."""
        return self.fingerprint

"""Wire models of the short forms that scripts and the console use on the service's own port."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, model_validator

from platform_contracts.base import Body, Instant, Line, RequestModel, Slug, Text, WireModel
from platform_contracts.incident_work import IncidentName
from platform_contracts.incidents import Incident, TimelineEntry
from platform_contracts.tickets import TrackerState
from platform_contracts.vocabulary import Severity

_WORDS: dict[str, Severity] = {
    **dict.fromkeys(("sev0", "sev1", "p0", "p1", "critical"), Severity.CRITICAL),
    **dict.fromkeys(("sev2", "p2", "high", "error", "major"), Severity.HIGH),
    **dict.fromkeys(("sev3", "p3", "medium", "warning"), Severity.MEDIUM),
    **dict.fromkeys(("sev4", "p4", "low", "minor"), Severity.LOW),
    **dict.fromkeys(("sev5", "p5", "info"), Severity.INFO),
}


def _severity(value: Any) -> Any:
    return _WORDS.get(value.strip().lower(), value) if isinstance(value, str) else value


AnySeverity = Annotated[
    Severity,
    BeforeValidator(_severity, json_schema_input_type=str),
    Field(description="critical … info, SEV1 … SEV5 or P1 … P5"),
]


class ConsoleIncident(RequestModel):
    """An incident made by hand; `assignee` is a person's id, login or name."""

    title: Line
    description: Body = ""
    severity: AnySeverity = Severity.HIGH
    service: Slug
    environment: Slug = "production"
    assignee: Annotated[Text | None, Field(min_length=1, max_length=255)] = None


class ConsoleAlert(WireModel):
    """The alert that opened an incident, with its start as Prometheus writes it."""

    fingerprint: str
    starts_at: Annotated[Instant, Field(serialization_alias="startsAt")]
    labels: dict[str, str] = {}


class ConsoleDetail(Incident):
    """An incident with its whole timeline, on one page."""

    source_alert: ConsoleAlert | None = None  # pyright: ignore[reportIncompatibleVariableOverride]
    timeline: list[TimelineEntry] = []


class ResolveRequest(RequestModel):
    """Which incident, and what became of it: by its name, or by the fingerprint of its alert."""

    incident_id: IncidentName | None = None
    fingerprint: Annotated[Text | None, Field(min_length=1, max_length=255)] = None
    status: Literal["resolved", "acknowledged"] = "resolved"
    note: Body = ""

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.incident_id is None) == (self.fingerprint is None):
            raise ValueError("give either incident_id or fingerprint")
        return self


class FeedEntry(WireModel):
    """Something that happened lately."""

    at: Instant
    incident_id: UUID
    number: int
    kind: str
    message: str


class ConsoleState(WireModel):
    """What is set up here, what happened lately, and the alert of the newest incident."""

    settings: dict[str, TrackerState]
    feed: list[FeedEntry]
    last_alert: ConsoleAlert | None

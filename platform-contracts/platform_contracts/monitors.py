"""Wire models of what alert-ingestion watches itself: heartbeats, Prometheus monitors, demo."""

from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from platform_contracts.base import Body, Instant, Line, RequestModel, Slug, Text, WireModel
from platform_contracts.vocabulary import Severity


class HeartbeatState(StrEnum):
    """Where a dead-man's switch stands."""

    NEW = "new"
    UP = "up"
    LATE = "late"
    DOWN = "down"
    PAUSED = "paused"


class PutHeartbeat(RequestModel):
    """A dead-man's switch. A new one waits for its first ping before it counts.

    Without a ping for `interval_seconds` it is late, and down `grace_seconds` after that.
    """

    name: Slug
    description: Body = ""
    interval_seconds: Annotated[int, Field(ge=5, le=31_536_000)]
    grace_seconds: Annotated[int, Field(ge=0, le=31_536_000)] = 60
    service: Slug | None = None
    environment: Slug = "production"
    team: Slug | None = None
    severity: Severity = Severity.HIGH
    message: Line | None = None
    paused: bool = False


class Heartbeat(WireModel):
    """A dead-man's switch. `due_at` is when it becomes late, null before the first ping."""

    id: UUID
    name: str
    description: str
    interval_seconds: int
    grace_seconds: int
    service: str | None
    environment: str
    team: str | None
    severity: Severity
    message: str | None
    state: HeartbeatState
    last_ping_at: Instant | None
    due_at: Instant | None
    down_at: Instant | None
    created_at: Instant


class HeartbeatCreated(Heartbeat):
    """A new or re-keyed switch, with the address to ping: it is not readable again."""

    token: str
    ping_url: str


class HeartbeatPinged(WireModel):
    """The answer to a ping."""

    name: str
    state: HeartbeatState
    due_at: Instant | None


Threshold = Annotated[
    float | Annotated[Text, Field(max_length=64)],
    Field(description="a number, or a text such as `0.05` or `5 %`"),
]


class MonitorQuery(RequestModel):
    """An instant query with its limit: a value above it (or below, by `breach`) is a breach."""

    name: Line
    query: Annotated[Text, Field(min_length=1, max_length=4096)]
    threshold: Threshold
    breach: Literal["above", "below"] = "above"


class PutMonitor(RequestModel):
    """A Prometheus server with the queries to sample."""

    name: Slug
    base_url: Annotated[Text, Field(max_length=2048, pattern=r"^https?://")]
    queries: Annotated[list[MonitorQuery], Field(min_length=1, max_length=20)]
    interval_seconds: Annotated[int, Field(ge=2, le=3600)] = 5
    service: Slug = "prometheus"
    environment: Slug = "production"
    team: Slug | None = None
    severity: Severity = Severity.HIGH
    enabled: bool = True


class QueryResult(WireModel):
    """One query, run once. `value` is null when there was no answer; `error` says why."""

    name: str
    query: str
    threshold: float
    breach: Literal["above", "below"] = "above"
    value: float | None = None
    breached: bool = False
    error: str | None = None


class Sample(WireModel):
    """One turn of a monitor: the value of each query by its name."""

    at: Instant
    values: dict[str, float | None]
    breached: list[str] = []
    error: str | None = None


class Monitor(WireModel):
    """A saved monitor. `anomaly` while one of its newest five samples breaches."""

    id: UUID
    name: str
    base_url: str
    queries: list[QueryResult]
    interval_seconds: int
    service: str
    environment: str
    team: str | None
    severity: Severity
    enabled: bool
    state: Literal["unknown", "ok", "anomaly"]
    samples: list[Sample] = []
    error: str | None = None
    updated_at: Instant


class MonitorTested(WireModel):
    """What a monitor's queries answer right now."""

    ok: bool
    latency_ms: float
    results: list[QueryResult]


class RecoveryCheck(QueryResult):
    """One stored threshold, checked now."""

    monitor: str
    recovered: bool


class Recovery(WireModel):
    """Recovered when every stored threshold holds. `detail` says what does not."""

    recovered: bool
    detail: str
    checks: list[RecoveryCheck]


class PrometheusSettings(RequestModel):
    """The short form of a monitor, with the console's defaults."""

    base_url: Annotated[Text, Field(max_length=2048, pattern=r"^https?://")] = (
        "http://127.0.0.1:9090"
    )
    http_query: Annotated[Text, Field(min_length=1, max_length=4096)] = "http_error_rate"
    http_threshold: Threshold = 0.05
    cpu_query: Annotated[Text, Field(min_length=1, max_length=4096)] = "cpu_usage"
    cpu_threshold: Threshold = 0.80


class Hypothesis(WireModel):
    """A likely cause of a demo scenario, with what speaks for it."""

    title: str
    confidence: float
    evidence: list[str]


class Scenario(WireModel):
    """A demo scenario: an alert with hypotheses, evidence and an action plan."""

    id: str
    title: str
    service: str
    severity: Severity
    description: str
    hypotheses: list[Hypothesis]
    actions: list[str]


class TriggerScenario(RequestModel):
    """Which scenario to fire; without one the next of the library."""

    scenario: Slug | None = None
    environment: Slug = "demo"


class ScenarioTriggered(WireModel):
    """A fired scenario and what became of its alert."""

    scenario: Scenario
    alert_id: UUID
    incident_id: UUID | None
    correlation: str
    reason: str


class GenerateAlerts(RequestModel):
    """Synthetic alerts, for a look at the platform with something in it."""

    count: Annotated[int, Field(ge=1, le=500)] = 10
    service: Slug | None = None
    environment: Slug = "demo"
    severity: Severity | None = None
    seed: int | None = None


class GeneratedAlert(WireModel):
    """One generated alert and what became of it."""

    alert_id: UUID
    incident_id: UUID | None
    service: str
    severity: Severity
    title: str
    correlation: str


class AlertsGenerated(WireModel):
    """All that were generated, in order."""

    alerts: list[GeneratedAlert]


class ConsoleState(WireModel):
    """What the first-responder console shows: settings, monitor, feed and last alert."""

    prometheus: PrometheusSettings
    monitor: Monitor | None
    feed: list[dict[str, Any]]
    last_alert: dict[str, Any] | None

"""The message catalogue: everything that one service tells another through the outbox.

Rules: fields are only added and optional; a consumer reads version v and v-1; unknown fields
are ignored; `id` is the idempotency key. Order is kept per (destination, incident).
"""

from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter

from platform_contracts.base import Instant, WireModel
from platform_contracts.envelope import IncidentMessage, Message
from platform_contracts.escalation_messages import (
    ChangeEscalation,
    EscalationChanged,
    StartEscalation,
    StopEscalation,
)
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import (
    Channel,
    DeliveryState,
    IncidentStatus,
    Lane,
    Service,
    Severity,
    Urgency,
)


class AlertFacts(WireModel):
    """An alert as it travels: enough to show it and to explain it."""

    alert_id: UUID
    fingerprint: str
    source: str
    title: str
    description: str = ""
    service: str
    environment: str
    severity: Severity
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    generator_url: str | None = None
    runbook_url: str | None = None
    starts_at: Instant
    received_at: Instant
    correlation_reason: str = ""


# alert-ingestion → incident-management


class OpenIncident(IncidentMessage):
    """A new incident, with the alerts that opened it (the first one names it)."""

    lane: ClassVar[Lane] = Lane.PAGE
    destination: ClassVar[Service] = Service.INCIDENTS
    type: Literal["OpenIncident"] = "OpenIncident"
    alerts: list[AlertFacts]
    team: str | None = None


class AttachAlert(IncidentMessage):
    """Further alerts of an open incident. Answer: AttachAnswer."""

    lane: ClassVar[Lane] = Lane.PAGE
    destination: ClassVar[Service] = Service.INCIDENTS
    type: Literal["AttachAlert"] = "AttachAlert"
    alerts: list[AlertFacts]
    team: str | None = None


class AttachAnswer(WireModel):
    """Whether the incident still takes alerts; if not, where they belong."""

    attached: bool
    status: IncidentStatus
    merged_into: UUID | None = None


class ResolveAlerts(IncidentMessage):
    """Alerts of the incident that stopped; `remaining` still fire."""

    lane: ClassVar[Lane] = Lane.PAGE
    destination: ClassVar[Service] = Service.INCIDENTS
    type: Literal["ResolveAlerts"] = "ResolveAlerts"
    alerts: list[AlertFacts]
    remaining: int
    resolved_at: Instant


class ReplyToIncident(IncidentMessage):
    """What a sender asks to be done with the incident of its alert.

    `by` is a name as the sender knows it, `person` who it is where that is known, `until` the end
    of a snooze. A request that does not fit the incident's status has no effect.
    """

    lane: ClassVar[Lane] = Lane.STATUS
    destination: ClassVar[Service] = Service.INCIDENTS
    type: Literal["ReplyToIncident"] = "ReplyToIncident"
    action: Literal["acknowledge", "unacknowledge", "snooze", "note", "resolve", "escalate"]
    source: str
    by: str = ""
    person: PersonRef | None = None
    note: str = ""
    until: Instant | None = None


# incident-management → alert-ingestion


class CloseGroup(IncidentMessage):
    """The incident takes no more alerts."""

    lane: ClassVar[Lane] = Lane.STATUS
    destination: ClassVar[Service] = Service.ALERTS
    type: Literal["CloseGroup"] = "CloseGroup"
    reason: str


class MoveAlerts(IncidentMessage):
    """Alerts that belong to another incident after a merge, a split or a correction by hand."""

    lane: ClassVar[Lane] = Lane.STATUS
    destination: ClassVar[Service] = Service.ALERTS
    type: Literal["MoveAlerts"] = "MoveAlerts"
    alert_ids: list[UUID]
    target_incident_id: UUID


class CatalogueChanged(Message):
    """The service graph is another one; whoever keeps a copy asks for it again."""

    lane: ClassVar[Lane] = Lane.STATUS
    destination: ClassVar[Service] = Service.ALERTS
    lifetime: ClassVar[timedelta | None] = timedelta(minutes=10)
    type: Literal["CatalogueChanged"] = "CatalogueChanged"

    def order_key(self) -> str:
        """One line for all of them."""
        return f"{self.destination}:catalogue"


# oncall, incident-management → notification


class Notify(IncidentMessage):
    """Reach one person. `key` is (incident, cycle, pass, level, person); a repeat is dropped."""

    lane: ClassVar[Lane] = Lane.PAGE
    destination: ClassVar[Service] = Service.NOTIFICATION
    lifetime: ClassVar[timedelta | None] = timedelta(hours=24)
    type: Literal["Notify"] = "Notify"
    key: str
    person: PersonRef
    level: int
    pass_no: int = 1
    cycle: int = 1
    urgency: Urgency
    number: int
    title: str
    service: str
    environment: str
    severity: Severity
    at: Instant
    received_at: Instant | None = None
    stale_oncall_data: bool = False


class CancelDeliveries(IncidentMessage):
    """Somebody answered, or it is over: what is not sent yet need not be sent.

    `keep`: people whose pages go on, because the incident was reassigned to them.
    """

    lane: ClassVar[Lane] = Lane.STATUS
    destination: ClassVar[Service] = Service.NOTIFICATION
    type: Literal["CancelDeliveries"] = "CancelDeliveries"
    reason: str
    cycle: int = 1
    final: bool = False
    keep: list[UUID] = []


class Announce(Message):
    """Something worth knowing that is no page: for a channel of a service, or for a person.

    `data` may name the `person` (id) or the `team` that it is for; without one it is for the
    channel of its `service`. Topics of incidents: incident.triggered, .acknowledged,
    .unacknowledged, .updated, .escalated, .resolved, .closed, .merged, sla.soon, sla.breached;
    their `data` holds `incident_id` and `number`.
    """

    lane: ClassVar[Lane] = Lane.DIGEST
    destination: ClassVar[Service] = Service.NOTIFICATION
    lifetime: ClassVar[timedelta | None] = timedelta(hours=24)
    type: Literal["Announce"] = "Announce"
    topic: str
    service: str | None = None
    title: str
    body: str = ""
    data: dict[str, Any] = {}


# notification → incident-management


class DeliveryChanged(IncidentMessage):
    """A page was sent, or failed for good."""

    lane: ClassVar[Lane] = Lane.STATUS
    destination: ClassVar[Service] = Service.INCIDENTS
    type: Literal["DeliveryChanged"] = "DeliveryChanged"
    delivery_id: UUID
    person: PersonRef
    channel: Channel
    state: DeliveryState
    reason: str = ""
    last_channel: bool = False
    at: Instant


# any → incident-management


class StreamEvent(Message):
    """A change for the live stream; `patch` is a JSON merge patch."""

    lane: ClassVar[Lane] = Lane.STATUS
    destination: ClassVar[Service] = Service.INCIDENTS
    type: Literal["StreamEvent"] = "StreamEvent"
    topic: Literal[
        "incident", "alert", "escalation", "delivery", "oncall", "suggestion", "platform"
    ]
    entity_id: str
    version: int = 0
    patch: dict[str, Any]
    team: str | None = None

    def order_key(self) -> str:
        """One line per entity, so that patches apply in order."""
        return f"{self.destination}:{self.topic}:{self.entity_id}"


# alert-ingestion, incident-management → ai-analysis; ai-analysis → incident-management


class AnalyzeAlert(IncidentMessage):
    """Explain the alert that opened an incident. A page never waits for it."""

    lane: ClassVar[Lane] = Lane.ANALYSIS
    destination: ClassVar[Service] = Service.ANALYSIS
    lifetime: ClassVar[timedelta | None] = timedelta(hours=1)
    type: Literal["AnalyzeAlert"] = "AnalyzeAlert"
    alert: AlertFacts


class SuggestionsFound(IncidentMessage):
    """The first suggestions for an incident, for its timeline and the live stream."""

    lane: ClassVar[Lane] = Lane.ANALYSIS
    destination: ClassVar[Service] = Service.INCIDENTS
    lifetime: ClassVar[timedelta | None] = timedelta(hours=1)
    type: Literal["SuggestionsFound"] = "SuggestionsFound"
    category: str
    title: str
    confidence: float
    mode: str = "rules"
    at: Instant


class RcaConfirmed(IncidentMessage):
    """A closed incident's confirmed root cause: the model learns from it.

    With number, title and service it is found again as a similar incident.
    """

    lane: ClassVar[Lane] = Lane.ANALYSIS
    destination: ClassVar[Service] = Service.ANALYSIS
    lifetime: ClassVar[timedelta | None] = timedelta(hours=1)
    type: Literal["RcaConfirmed"] = "RcaConfirmed"
    category: str | None = None
    root_cause: str
    resolution: str = ""
    number: int | None = None
    title: str = ""
    service: str = ""


class DraftPostmortem(IncidentMessage):
    """Write a first draft from the timeline of a resolved incident."""

    lane: ClassVar[Lane] = Lane.ANALYSIS
    destination: ClassVar[Service] = Service.ANALYSIS
    lifetime: ClassVar[timedelta | None] = timedelta(hours=1)
    type: Literal["DraftPostmortem"] = "DraftPostmortem"
    title: str
    timeline: list[dict[str, Any]] = []


class RunbookChanged(Message):
    """A runbook as it is now, so that an alert finds it; `deleted` takes it out of the search."""

    lane: ClassVar[Lane] = Lane.ANALYSIS
    destination: ClassVar[Service] = Service.ANALYSIS
    lifetime: ClassVar[timedelta | None] = timedelta(days=7)
    type: Literal["RunbookChanged"] = "RunbookChanged"
    runbook_id: UUID
    title: str
    text: str = ""
    service: str | None = None
    url: str | None = None
    deleted: bool = False

    def order_key(self) -> str:
        """One line per runbook, so that the newest text is the one that stays."""
        return f"{self.destination}:runbook:{self.runbook_id}"


AnyMessage = Annotated[
    OpenIncident
    | AttachAlert
    | ResolveAlerts
    | ReplyToIncident
    | CatalogueChanged
    | CloseGroup
    | MoveAlerts
    | StartEscalation
    | StopEscalation
    | ChangeEscalation
    | EscalationChanged
    | Notify
    | CancelDeliveries
    | Announce
    | DeliveryChanged
    | StreamEvent
    | AnalyzeAlert
    | SuggestionsFound
    | RcaConfirmed
    | DraftPostmortem
    | RunbookChanged,
    Field(discriminator="type"),
]

_adapter: TypeAdapter[AnyMessage] = TypeAdapter(AnyMessage)


def parse_message(body: object) -> AnyMessage:
    """A message from its JSON object. Raises pydantic.ValidationError for an unknown type."""
    return _adapter.validate_python(body)


class MessageBatch(WireModel):
    """The body of `POST /internal/v1/messages`; each is validated and handled on its own."""

    messages: Annotated[list[dict[str, Any]], Field(max_length=500)]


class MessageOutcome(WireModel):
    """What became of one message.

    done, duplicate: never sent again. retry: send again later. rejected: a dead letter.
    """

    id: UUID
    outcome: Literal["done", "duplicate", "retry", "rejected"]
    reason: str = ""
    answer: dict[str, Any] | None = None


class BatchOutcome(WireModel):
    """One outcome for each message, in the order sent."""

    outcomes: list[MessageOutcome]

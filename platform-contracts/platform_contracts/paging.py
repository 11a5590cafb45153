"""Wire models of what a page becomes by people's rules, and of simulated escalations."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from platform_contracts.base import Instant, RequestModel, Slug, Text, WireModel
from platform_contracts.people import PersonRef
from platform_contracts.schedules import Moment, TimeOfDay, UserKey, Weekday, Zone
from platform_contracts.vocabulary import EscalationState, Severity

# oncall → notification, stateless

ChannelName = Annotated[Text, Field(min_length=1, max_length=64)]


class PlanStep(RequestModel):
    """Use `channel` so many minutes after the page."""

    after_min: Annotated[int, Field(ge=0, le=10_080)]
    channel: ChannelName


class PlanRules(RequestModel):
    """A person's rules by urgency; without any, a push at once."""

    high: Annotated[list[PlanStep] | None, Field(max_length=50)] = None
    low: Annotated[list[PlanStep] | None, Field(max_length=50)] = None


class PlanEntry(RequestModel):
    """A page to a person (`notify`), or the end of what is pending (`cancel`, but for `keep`)."""

    type: Literal["notify", "cancel"]
    incident: UserKey
    at: Instant
    person: UserKey | None = None
    level: int = 0
    urgency: Literal["high", "low"] = "high"
    keep: list[UserKey] = []


class PlanRequest(RequestModel):
    """Pages and cancellations in the order in which they happened, and people's rules."""

    entries: Annotated[list[PlanEntry], Field(max_length=200_000)]
    rules: dict[UserKey, PlanRules] = {}
    until: Instant | None = None
    stored: bool = False
    """Take the rules that people have saved instead; the people are ids then."""


class PlannedPage(WireModel):
    """One message that leaves: to whom, when, how."""

    incident: str
    person: str
    channel: str
    level: int
    urgency: str
    at: Instant


class Plan(WireModel):
    """What leaves, in order of time."""

    pages: list[PlannedPage]


# Simulating a timeline


class SimulatedTarget(RequestModel):
    """Exactly one of a person or a schedule."""

    user: UserKey | None = None
    schedule: UserKey | None = None


class SimulatedLevel(RequestModel):
    """A level; with `round_robin` each page takes the next target that has somebody."""

    delay_min: Annotated[int, Field(ge=0, le=43_200)]
    targets: Annotated[list[SimulatedTarget], Field(max_length=50)]
    strategy: Literal["all", "round_robin"] = "all"


class SimulatedPolicy(RequestModel):
    """The levels, and how many further passes follow the first."""

    levels: Annotated[list[SimulatedLevel], Field(min_length=1, max_length=50)]
    repeat: Annotated[int, Field(ge=0, le=20)] = 0


class SupportHours(RequestModel):
    """When a service is supported, on its wall clock."""

    timezone: Zone = "UTC"
    days: Annotated[list[Weekday] | None, Field(max_length=7)] = None
    start: TimeOfDay
    end: TimeOfDay


class UrgencyRule(RequestModel):
    """Always the same urgency, or one during support hours and another outside of them.

    `raise`: a low incident that is still triggered becomes high when they begin.
    """

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    type: Literal["constant", "support_hours"] = "constant"
    value: Literal["high", "low"] = "high"
    during: Literal["high", "low"] = "high"
    outside: Literal["high", "low"] = "low"
    raises: Annotated[bool, Field(alias="raise")] = False


class SimulatedService(RequestModel):
    """What belongs to the service of the incidents."""

    ack_timeout_min: Annotated[int | None, Field(ge=1, le=43_200)] = None
    urgency: UrgencyRule | None = None
    support_hours: SupportHours | None = None
    maintenance_until: Moment | None = None


class SimulatedShift(RequestModel):
    """People on call from `start` to `end` (exclusive)."""

    start: Moment
    end: Moment
    users: Annotated[list[UserKey], Field(max_length=50)]


class SimulatedEvent(RequestModel):
    """Something that somebody does; `by` is information."""

    type: Literal["trigger", "ack", "unack", "snooze", "resolve", "escalate", "reassign"]
    at: Moment
    key: UserKey
    by: Text | None = None
    minutes: Annotated[int | None, Field(ge=1, le=43_200)] = None
    users: Annotated[list[UserKey], Field(max_length=50)] = []


class SimulateTimeline(RequestModel):
    """A policy, a service, people's rules and schedules, and what happens. Nothing is stored.

    `id`, `note`, `source` and `expect` are for whoever keeps such timelines; nobody looks at them.
    """

    id: Text | None = None
    note: Text | None = None
    source: Text | None = None
    expect: Any = None
    policy: SimulatedPolicy
    service: SimulatedService = SimulatedService()
    user_rules: dict[UserKey, PlanRules] = {}
    schedules: dict[UserKey, Annotated[list[SimulatedShift], Field(max_length=5000)]] = {}
    events: Annotated[list[SimulatedEvent], Field(max_length=1000)]
    until: Moment


class SimulatedPage(WireModel):
    """A message that would leave; level 0 is by name."""

    at: Instant
    key: str
    user: str
    channel: str
    level: int
    urgency: str


class SimulatedState(WireModel):
    """A state that the incident of the key would come to."""

    at: Instant
    key: str
    state: str


class SimulatedTimeline(WireModel):
    """Pages by (at, key, user, channel, level), states by (at, key, state)."""

    pages: list[SimulatedPage]
    states: list[SimulatedState]


# "This alert at this time", by what is stored


class SimulateAlert(RequestModel):
    """An alert to try: who would be paged, how, and why. Nothing is stored or sent."""

    service: Slug
    severity: Severity = Severity.CRITICAL
    team: Slug | None = None
    policy: Slug | None = None
    at: Moment | None = None
    minutes: Annotated[int, Field(ge=1, le=10_080)] = 240
    urgency: UrgencyRule | None = None
    support_hours: SupportHours | None = None


class ReasonedStep(WireModel):
    """One thing that happens, or does not, and why. `after_seconds` counts from the alert."""

    at: Instant
    after_seconds: float
    kind: Literal["state", "paged", "passed_over", "message", "not_paged"]
    text: str
    level: int | None = None
    people: list[PersonRef] = []
    channel: str | None = None


class SimulatedAlert(WireModel):
    """Route, policy and everything that follows, second by second."""

    at: Instant
    route: str
    policy: str
    urgency: str
    steps: list[ReasonedStep]


class EscalationTrace(WireModel):
    """What really happened to an incident's paging, negatives included.

    `deliveries_known` is false when notification could not be asked.
    """

    incident_id: UUID
    state: EscalationState
    policy: str
    policy_version: int
    steps: list[ReasonedStep]
    deliveries_known: bool = True


class PolicyVersion(WireModel):
    """A version of an escalation policy, as it was saved."""

    version: int
    edited_by: str
    edited_at: Instant
    policy: dict[str, Any]

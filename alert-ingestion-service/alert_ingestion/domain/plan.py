"""What goes into a batch and what comes out: events, rows to write, what became of each event."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.event import Due, Event, Payload, Reply
from alert_ingestion.domain.grouping import Groups
from alert_ingestion.domain.state import AlertState, Identity
from platform_contracts.vocabulary import Correlation

InhibitorKey = tuple[UUID, str]
"""(inhibition rule, values of its equal labels)."""


@dataclass(frozen=True)
class Intake:
    """An event to store, and how its sender wants it handled."""

    event: Event | Due
    strategy: str
    resolve_after: timedelta | None = None
    payload: Payload | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one event; `alert_id` None when it was about no alert that is known."""

    alert_id: UUID | None
    fingerprint: str
    correlation: Correlation
    reason: str
    count: int = 0
    incident_id: UUID | None = None


@dataclass
class Change:
    """One alert row after the batch: `alert` as it came last, `history` what is added to it."""

    state: AlertState
    alert: NormalizedAlert
    is_new: bool
    reason: str = ""
    verdict_reason: str | None = None
    resolved: bool = False
    rewritten: bool = False
    previous_incident: UUID | None = None
    history: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    @property
    def only_counted(self) -> bool:
        """A repeat that says nothing new: its state row changes, the alert's does not."""
        return not (self.is_new or self.resolved or self.rewritten or self.reason or self.history)


@dataclass
class Plan:
    """Everything the batch writes."""

    now: datetime
    groups: Groups
    changes: dict[UUID, Change] = field(default_factory=dict[UUID, Change])
    states: dict[Identity, AlertState] = field(default_factory=dict[Identity, AlertState])
    opened: dict[UUID, list[Change]] = field(default_factory=dict[UUID, list[Change]])
    attached: dict[UUID, list[Change]] = field(default_factory=dict[UUID, list[Change]])
    resolved: dict[UUID, list[Change]] = field(default_factory=dict[UUID, list[Change]])
    replies: list[tuple[UUID, Reply]] = field(default_factory=list[tuple[UUID, Reply]])
    inhibitors_on: list[tuple[InhibitorKey, Identity]] = field(
        default_factory=list[tuple[InhibitorKey, Identity]]
    )
    inhibitors_off: list[Identity] = field(default_factory=list[Identity])
    outcomes: list[Outcome] = field(default_factory=list[Outcome])

"""What is known of one alert identity: whether it fires, since when, how often it came."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.suppression import Judgement, Verdict
from platform_contracts.vocabulary import Severity

Identity = tuple[str, str]
"""(scope, fingerprint)."""

TOMBSTONE: Final = timedelta(minutes=5)
"""How long after its resolve a late firing of the same episode is recognised."""
REMEMBERED: Final = timedelta(hours=24)
"""How long a resolved identity is kept for its count, its group and its flapping."""

RETURNS_WITHIN: Final = timedelta(minutes=10)
"""So soon after its last word an alert that fires again goes back to its group (event time)."""

FLAPPING_FIRINGS: Final = 4
FLAPPING_WITHIN: Final = timedelta(minutes=15)
FLAPPING_HOLD: Final = timedelta(minutes=5)


@dataclass
class AlertState:
    """One identity as a batch sees and changes it; one row of `alert_states`.

    `alert_id` is its last alert, `heard_at` the event time of the last that was said of it.
    `starts_at`, `ended_at`: source time of that episode, where the sender told it. `fired_at`:
    its last firings, newest last. `group_closed`: the incident of its group takes no more
    alerts. `expires_at`: resolves by itself then, `expires_because`.
    """

    identity: Identity
    alert_id: UUID
    firing: bool
    severity: Severity
    received_at: datetime
    last_received_at: datetime
    heard_at: datetime | None = None
    content: int = 0
    count: int = 1
    source_group: str | None = None
    group_id: UUID | None = None
    incident_id: UUID | None = None
    group_closed: bool = False
    starts_at: datetime | None = None
    ended_at: datetime | None = None
    fired_at: list[datetime] = field(default_factory=list[datetime])
    expires_at: datetime | None = None
    expires_because: str = ""
    verdict: Verdict = Verdict.DELIVER
    verdict_rule: UUID | None = None
    recheck_at: datetime | None = None
    payload_id: UUID | None = None

    def hold(self, judgement: Judgement) -> None:
        """Take over a verdict."""
        self.verdict = judgement.verdict
        self.verdict_rule = judgement.rule_id
        self.recheck_at = judgement.recheck_at

    def note_firing(self, moment: datetime) -> None:
        """Remember one more firing, as many as flapping looks at."""
        self.fired_at = [*self.fired_at, moment][-FLAPPING_FIRINGS:]

    def hear(self, moment: datetime) -> None:
        """Something was said of it, at this event time; what comes late changes nothing."""
        self.heard_at = max(self.heard_at or moment, moment)

    def returns(self, moment: datetime) -> bool:
        """Whether a firing now is the same trouble again: it goes back to its group."""
        return moment - (self.heard_at or self.last_received_at) <= RETURNS_WITHIN

    def forget_at(self) -> datetime | None:
        """When a resolved identity may be forgotten; None while it fires."""
        return None if self.firing else self.last_received_at + REMEMBERED


def is_late_firing(alert: NormalizedAlert, state: AlertState, now: datetime) -> bool:
    """A firing that overtook, or was overtaken by, the resolve of its own episode.

    Only source times tell: the firing began before the sender says that it ended.
    """
    return (
        not state.firing
        and alert.starts_at is not None
        and state.ended_at is not None
        and alert.starts_at <= state.ended_at
        and now - state.last_received_at <= TOMBSTONE
    )


def is_late_resolve(alert: NormalizedAlert, state: AlertState) -> bool:
    """A resolve of an episode that is over: by source time it ended before this one began."""
    return (
        state.firing
        and alert.ends_at is not None
        and state.starts_at is not None
        and alert.ends_at < state.starts_at
    )


def began_anew(alert: NormalizedAlert, state: AlertState, window: timedelta) -> bool:
    """A firing that, by source time, began later than its last word by more than the window.

    Of a sender that never says when its alerts end, this is how one ends: it begins again.
    """
    return (
        state.firing
        and alert.starts_at is not None
        and state.heard_at is not None
        and alert.starts_at - state.heard_at > window
    )


def is_flapping(state: AlertState, moment: datetime) -> bool:
    """Whether it fired four times within a quarter of an hour."""
    recent = [fired for fired in state.fired_at if moment - fired <= FLAPPING_WITHIN]
    return len(recent) >= FLAPPING_FIRINGS

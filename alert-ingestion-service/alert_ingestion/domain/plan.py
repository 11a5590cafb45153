"""What a batch of alerts changes: decided here, purely, and then written as it is.

Input: the alerts in order of arrival, what is firing already, the groups that are open. Output:
rows to insert and to change, and what became of each alert.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.correlation.keys import GroupKey, group_key, is_still_open, reason
from platform_contracts.vocabulary import Correlation, Severity

Identity = tuple[str, str]


@dataclass(frozen=True)
class Intake:
    """An alert to store, and the strategy that groups it."""

    alert: NormalizedAlert
    strategy: str


@dataclass
class Group:
    """A group as the batch sees it."""

    id: UUID
    incident_id: UUID
    key: GroupKey
    environment: str
    last_event_at: datetime
    is_new: bool = False
    state: str = "open"


@dataclass
class Stored:
    """A firing alert as the batch sees it. `group_closed`: its incident takes no more alerts."""

    id: UUID
    identity: Identity
    severity: Severity
    count: int
    group_id: UUID | None
    incident_id: UUID | None
    group_closed: bool
    received_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What became of one alert."""

    alert_id: UUID
    fingerprint: str
    correlation: Correlation
    reason: str
    count: int
    incident_id: UUID | None


@dataclass
class Change:
    """One alert row after the batch: `alert` as it came last."""

    stored: Stored
    alert: NormalizedAlert
    is_new: bool
    reason: str
    resolved: bool = False
    previous_incident: UUID | None = None


@dataclass
class Plan:
    """Everything the batch writes."""

    now: datetime
    changes: list[Change] = field(default_factory=list[Change])
    new_groups: list[Group] = field(default_factory=list[Group])
    touched_groups: dict[UUID, Group] = field(default_factory=dict[UUID, Group])
    opened: dict[UUID, list[Change]] = field(default_factory=dict[UUID, list[Change]])
    attached: dict[UUID, list[Change]] = field(default_factory=dict[UUID, list[Change]])
    resolved: dict[UUID, list[Change]] = field(default_factory=dict[UUID, list[Change]])
    outcomes: list[Outcome] = field(default_factory=list[Outcome])


def plan_batch(
    intakes: Sequence[Intake],
    firing: Mapping[Identity, Stored],
    open_groups: Mapping[str, Group],
    *,
    now: datetime,
    window: timedelta,
    new_id: Callable[[], UUID],
) -> Plan:
    """Decide for every alert, in order of arrival."""
    planner = _Planner(dict(firing), dict(open_groups), Plan(now), window, new_id)
    for intake in intakes:
        planner.take(intake)
    return planner.plan


@dataclass
class _Planner:
    firing: dict[Identity, Stored]
    groups: dict[str, Group]
    plan: Plan
    window: timedelta
    new_id: Callable[[], UUID]
    current: dict[UUID, Change] = field(default_factory=dict[UUID, Change])

    def take(self, intake: Intake) -> None:
        alert = intake.alert
        stored = self.firing.get(alert.identity)
        if not alert.is_firing:
            self._resolve(alert, stored)
        elif stored is None or stored.group_closed:
            self._fire(intake, stored)
        else:
            self._repeat(alert, stored)

    def _fire(self, intake: Intake, stored: Stored | None) -> None:
        """A new alert, or one whose incident is over and that fires again."""
        group, joined = self._group_for(intake)
        why = reason(group.key, joined=joined)
        previous = stored.incident_id if stored else None
        count = stored.count + 1 if stored else 1
        fresh = Stored(
            id=stored.id if stored else self.new_id(),
            identity=intake.alert.identity,
            severity=intake.alert.severity,
            count=count,
            group_id=group.id,
            incident_id=group.incident_id,
            group_closed=False,
            received_at=stored.received_at if stored else self.plan.now,
        )
        self.firing[fresh.identity] = fresh
        change = self._change(fresh, intake.alert, why, is_new=stored is None)
        change.previous_incident = previous
        target = self.plan.opened if group.is_new else self.plan.attached
        target.setdefault(group.incident_id, []).append(change)
        self._outcome(change, Correlation.EXISTING if joined else Correlation.NEW, why)

    def _group_for(self, intake: Intake) -> tuple[Group, bool]:
        key = group_key(intake.alert, intake.strategy, self.window)
        event_at = intake.alert.starts_at or self.plan.now
        group = self.groups.get(key.value)
        if group and group.state == "open":
            if is_still_open(key, group.last_event_at, event_at):
                group.last_event_at = max(group.last_event_at, event_at)
                self.plan.touched_groups[group.id] = group
                return group, True
            group.state = "idle"
            self.plan.touched_groups[group.id] = group
        group = Group(
            id=self.new_id(),
            incident_id=self.new_id(),
            key=key,
            environment=intake.alert.environment,
            last_event_at=event_at,
            is_new=True,
        )
        self.groups[key.value] = group
        self.plan.new_groups.append(group)
        return group, False

    def _repeat(self, alert: NormalizedAlert, stored: Stored) -> None:
        stored.count += 1
        worse = alert.severity.rank < stored.severity.rank
        stored.severity = alert.severity
        why = f"repeat {stored.count} of a firing alert"
        known = self.current.get(stored.id)
        change = self._change(stored, alert, known.reason if known else "", is_new=False)
        if worse and stored.incident_id and stored.incident_id not in self.plan.opened:
            self.plan.attached.setdefault(stored.incident_id, []).append(change)
        self._outcome(change, Correlation.EXISTING, why)

    def _resolve(self, alert: NormalizedAlert, stored: Stored | None) -> None:
        if stored is None:
            unknown = Stored(
                id=self.new_id(),
                identity=alert.identity,
                severity=alert.severity,
                count=1,
                group_id=None,
                incident_id=None,
                group_closed=False,
                received_at=self.plan.now,
            )
            why = "resolved, but no such alert was firing"
            change = self._change(unknown, alert, why, is_new=True)
            change.resolved = True
            self._outcome(change, Correlation.NONE, why)
            return
        del self.firing[alert.identity]
        known = self.current.get(stored.id)
        change = self._change(stored, alert, known.reason if known else "", is_new=False)
        change.resolved = True
        if stored.incident_id and not stored.group_closed:
            self.plan.resolved.setdefault(stored.incident_id, []).append(change)
        self._outcome(change, Correlation.NONE, "resolved by its sender")

    def _change(self, stored: Stored, alert: NormalizedAlert, why: str, *, is_new: bool) -> Change:
        """The one change of the row in this batch: later arrivals update it."""
        known = self.current.get(stored.id)
        if known is not None:
            known.stored, known.alert = stored, alert
            known.reason = why or known.reason
            return known
        change = Change(stored, alert, is_new, why)
        self.current[stored.id] = change
        self.plan.changes.append(change)
        return change

    def _outcome(self, change: Change, correlation: Correlation, why: str) -> None:
        self.plan.outcomes.append(
            Outcome(
                alert_id=change.stored.id,
                fingerprint=change.alert.fingerprint,
                correlation=correlation,
                reason=why,
                count=change.stored.count,
                incident_id=change.stored.incident_id,
            )
        )

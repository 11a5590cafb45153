"""Alerts, intakes and plans with defaults, for tests of the pure parts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import structs

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.correlation.context import CorrelationContext
from alert_ingestion.domain.event import Due, Event
from alert_ingestion.domain.grouping import Group, Groups
from alert_ingestion.domain.plan import InhibitorKey, Intake, Outcome, Plan
from alert_ingestion.domain.planner import Known, plan_batch
from alert_ingestion.domain.state import AlertState, Identity
from alert_ingestion.domain.suppression import NoiseRules
from platform_contracts.vocabulary import AlertStatus, Severity
from platform_kit.ids import new_id

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def an_alert(fingerprint: str = "one", **changes: Any) -> NormalizedAlert:
    """A firing alert of payment-api."""
    alert = NormalizedAlert(
        source="generic",
        scope="generic",
        fingerprint=fingerprint,
        title=f"Alert {fingerprint}",
        service="payment-api",
        environment="production",
        severity=Severity.CRITICAL,
        status=AlertStatus.FIRING,
        labels={"alertname": fingerprint},
    )
    return structs.replace(alert, **changes)


def resolved(fingerprint: str = "one", **changes: Any) -> NormalizedAlert:
    """The same alert, over."""
    return an_alert(fingerprint, status=AlertStatus.RESOLVED, **changes)


class Story:
    """One planner's life: batches come, time passes, what was written is known afterwards."""

    def __init__(
        self, *, strategy: str = "rule", rules: NoiseRules | None = None, minutes: float = 5
    ) -> None:
        self.now = NOON
        self.strategy = strategy
        self.rules = rules or NoiseRules()
        self.window = timedelta(minutes=minutes)
        self.states: dict[Identity, AlertState] = {}
        self.groups: dict[UUID, Group] = {}
        self.inhibitors: dict[InhibitorKey, set[Identity]] = {}
        self.stored: dict[Identity, NormalizedAlert] = {}
        self.plan: Plan | None = None

    def take(self, *events: Event | Due, **how: Any) -> list[Outcome]:
        """One batch."""
        groups = Groups(self.window, CorrelationContext(), new_id)
        groups.add(
            replace(group, is_new=False) for group in self.groups.values() if group.state == "open"
        )
        known = Known(self.states, self._members(), self.inhibitors)
        intakes = [Intake(event, self.strategy, **how) for event in events]
        plan = plan_batch(intakes, known, groups, self.rules, now=self.now, new_id=new_id)
        self._write(plan)
        return plan.outcomes

    def one(self, event: Event | Due, **how: Any) -> Outcome:
        """A batch of one."""
        (outcome,) = self.take(event, **how)
        return outcome

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def close(self, incident_id: UUID | None) -> None:
        """The incident takes no more alerts."""
        for group in self.groups.values():
            if group.incident_id == incident_id:
                group.state = "closed"
                for state in self.states.values():
                    state.group_closed = state.group_closed or state.group_id == group.id

    def _members(self) -> Mapping[Identity, NormalizedAlert]:
        return self.stored

    def _write(self, plan: Plan) -> None:
        self.plan = plan
        self.states.update(plan.states)
        self.groups.update(plan.groups.touched)
        for change in plan.changes.values():
            self.stored[change.alert.identity] = change.alert
        for identity in plan.inhibitors_off:
            for sources in self.inhibitors.values():
                sources.discard(identity)
        for key, identity in plan.inhibitors_on:
            if plan.states[identity].firing:
                self.inhibitors.setdefault(key, set()).add(identity)


def told(story: Story) -> dict[str, Sequence[UUID]]:
    """The incidents that the last batch opened, added to, and resolved alerts of."""
    assert story.plan is not None
    plan = story.plan
    return {
        "opened": list(plan.opened),
        "attached": list(plan.attached),
        "resolved": list(plan.resolved),
    }

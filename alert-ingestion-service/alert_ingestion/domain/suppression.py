"""Whether an alert is delivered, and why not: silences, inhibition, pauses. Nothing is hidden.

Every alert gets a verdict with its reason and, where it is held back, the moment at which it is
looked at again; what still fires then is delivered.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.matchers import Matcher, matches_all
from platform_contracts.wall_clock import instant_of, wall_of

RECHECK_INHIBITED: Final = timedelta(seconds=15)
"""How often an inhibited alert is looked at again: its inhibitor may end without notice."""


class Verdict(StrEnum):
    """What happens to a firing alert."""

    DELIVER = "deliver"
    SILENCED = "silenced"
    INHIBITED = "inhibited"
    PAUSED = "paused"


@dataclass(frozen=True)
class Judgement:
    """The verdict, why, the rule behind it, and when the alert is looked at again."""

    verdict: Verdict = Verdict.DELIVER
    reason: str = ""
    rule_id: UUID | None = None
    recheck_at: datetime | None = None


DELIVERED: Final = Judgement()


@dataclass(frozen=True)
class Silence:
    """Matching alerts are recorded and page nobody while it is active.

    Once: from `starts_at` to `ends_at`. Recurring: windows of `window` of wall time at each start
    of the RFC 5545 rule `recurrence`, counted from `starts_at` in `time_zone`, none after
    `ends_at`; a start that the clock skips begins when the gap ends, an end that comes twice is
    the later one.
    """

    id: UUID
    matchers: tuple[Matcher, ...]
    starts_at: datetime
    ends_at: datetime
    created_by: str = ""
    comment: str = ""
    recurrence: str | None = None
    time_zone: str = "UTC"
    window: timedelta | None = None

    def active_until(self, now: datetime) -> datetime | None:
        """The end of the window that holds `now`; None when it is not active."""
        if not self.starts_at <= now < self.ends_at:
            return None
        if self.recurrence is None or self.window is None:
            return self.ends_at
        zone = ZoneInfo(self.time_zone)
        rule = _rule(self.recurrence, wall_of(self.starts_at, zone))
        wall_now = wall_of(now, zone)
        # One day of slack: over a change of the clock, wall times and instants part by an hour.
        earliest = wall_now - self.window - timedelta(days=1)
        for start in rule.between(earliest, wall_now + timedelta(days=1), inc=True):
            end = min(instant_of(start + self.window, zone, last=True), self.ends_at)
            if instant_of(start, zone) <= now < end:
                return end
        return None


@lru_cache(maxsize=1024)
def _rule(recurrence: str, start: datetime) -> rrule | rruleset:
    return rrulestr(recurrence, dtstart=start)


@dataclass(frozen=True)
class Inhibition:
    """While an alert of `source` fires, alerts of `target` with equal `equal` labels are held."""

    id: UUID
    name: str
    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]
    equal: tuple[str, ...]

    def equal_key(self, labels: Mapping[str, str]) -> str:
        """The values of the `equal` labels as one text; a missing label counts as empty."""
        return "\x1f".join(labels.get(name, "") for name in self.equal)


@dataclass(frozen=True)
class Pause:
    """Matching alerts wait `lasting` before they are delivered; one that ends before never is."""

    id: UUID
    name: str
    matchers: tuple[Matcher, ...]
    lasting: timedelta


IsInhibited = Callable[[UUID, str], bool]
"""(rule, equal key) → whether a source of the rule with this key fires."""


@dataclass(frozen=True)
class NoiseRules:
    """All rules in force, compiled once and used for many alerts."""

    silences: Sequence[Silence] = ()
    inhibitions: Sequence[Inhibition] = ()
    pauses: Sequence[Pause] = ()
    version: int = 0

    def judge(
        self,
        labels: Mapping[str, str],
        *,
        now: datetime,
        firing_since: datetime,
        is_inhibited: IsInhibited,
    ) -> Judgement:
        """The verdict on a firing alert: silenced before inhibited before paused."""
        return (
            self._silenced(labels, now)
            or self._inhibited(labels, now, is_inhibited)
            or self._paused(labels, now, firing_since)
            or DELIVERED
        )

    def sources_of(self, labels: Mapping[str, str]) -> list[tuple[UUID, str]]:
        """The rules, with their equal keys, whose targets this alert inhibits while it fires."""
        return [
            (rule.id, rule.equal_key(labels))
            for rule in self.inhibitions
            if matches_all(rule.source, labels)
        ]

    def targets_of(self, labels: Mapping[str, str]) -> list[tuple[UUID, str]]:
        """The rules, with their equal keys, that may inhibit this alert.

        As in Alertmanager, an alert that is source and target of a rule is not inhibited by it.
        """
        return [
            (rule.id, rule.equal_key(labels))
            for rule in self.inhibitions
            if matches_all(rule.target, labels) and not matches_all(rule.source, labels)
        ]

    def _silenced(self, labels: Mapping[str, str], now: datetime) -> Judgement | None:
        until: datetime | None = None
        chosen: Silence | None = None
        for silence in self.silences:
            if matches_all(silence.matchers, labels):
                end = silence.active_until(now)
                if end and (until is None or end > until):
                    until, chosen = end, silence
        if chosen is None or until is None:
            return None
        note = f": {chosen.comment}" if chosen.comment else ""
        who = f" by {chosen.created_by}" if chosen.created_by else ""
        reason = f"silenced until {until:%Y-%m-%d %H:%M} UTC{who}{note}"
        return Judgement(Verdict.SILENCED, reason, chosen.id, until)

    def _inhibited(
        self, labels: Mapping[str, str], now: datetime, is_inhibited: IsInhibited
    ) -> Judgement | None:
        for rule_id, key in self.targets_of(labels):
            if is_inhibited(rule_id, key):
                rule = next(rule for rule in self.inhibitions if rule.id == rule_id)
                same = ", ".join(f"{name}={labels.get(name, '')}" for name in rule.equal)
                reason = f"inhibited by the rule {rule.name}" + (f" ({same})" if same else "")
                return Judgement(Verdict.INHIBITED, reason, rule_id, now + RECHECK_INHIBITED)
        return None

    def _paused(
        self, labels: Mapping[str, str], now: datetime, firing_since: datetime
    ) -> Judgement | None:
        for pause in self.pauses:
            end = firing_since + pause.lasting
            if end > now and matches_all(pause.matchers, labels):
                seconds = int(pause.lasting.total_seconds())
                reason = f"paused {seconds} s by the rule {pause.name}, in case it ends by itself"
                return Judgement(Verdict.PAUSED, reason, pause.id, end)
        return None


def matched_labels(alert: NormalizedAlert) -> dict[str, str]:
    """What matchers see: the alert's labels, and what it says of itself where no label does."""
    return {
        "alertname": alert.title,
        "service": alert.service,
        "environment": alert.environment,
        "severity": alert.severity,
        "source": alert.source,
        **({"team": alert.team} if alert.team else {}),
        **alert.labels,
    }

"""What was promised for an incident: deadlines, pauses, warnings and breaches.

Time is counted as working time. While the clock stands (`paused_at`) nothing comes closer; when it
goes on, what is left is counted from then. All of it is closed form: nothing ticks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from incident_management.domain.working_time import WorkingHours, add_working, working_seconds
from platform_contracts.vocabulary import IncidentStatus, Severity

Promise = Literal["acknowledge", "resolve"]
Happening = Literal["acknowledge_soon", "acknowledge_breached", "resolve_soon", "resolve_breached"]
PROMISES: Final[tuple[Promise, ...]] = ("acknowledge", "resolve")


@dataclass(frozen=True)
class Targets:
    """Minutes of working time; None promises nothing."""

    acknowledge: int | None
    resolve: int | None


@dataclass(frozen=True)
class Policy:
    """What is promised by severity, when time counts, and when the clock stands."""

    slug: str
    targets: Mapping[Severity, Targets]
    hours: WorkingHours | None = None
    pause_on: frozenset[IncidentStatus] = frozenset()
    pause_while_snoozed: bool = False
    warn_at_percent: int = 80

    def targets_of(self, severity: Severity) -> Targets:
        """The promises for a severity."""
        return self.targets.get(severity, Targets(None, None))


@dataclass(frozen=True)
class Clock:
    """Where the promises of one incident stand.

    `paused_seconds`: working time of former pauses. `told`: what was said already.
    """

    acknowledge_due: datetime | None = None
    resolve_due: datetime | None = None
    acknowledge_soon: datetime | None = None
    resolve_soon: datetime | None = None
    paused_at: datetime | None = None
    pause_reason: str = ""
    paused_seconds: float = 0.0
    told: frozenset[Happening] = frozenset()

    def due(self, promise: Promise) -> datetime | None:
        """The deadline of a promise."""
        return self.acknowledge_due if promise == "acknowledge" else self.resolve_due

    def soon(self, promise: Promise) -> datetime | None:
        """When a promise is about to be broken."""
        return self.acknowledge_soon if promise == "acknowledge" else self.resolve_soon


def start(
    policy: Policy, severity: Severity, opened_at: datetime, paused_seconds: float = 0.0
) -> Clock:
    """The promises of an incident that was opened then and whose clock stood for so long since."""
    targets = policy.targets_of(severity)

    def after(minutes: int | None, percent: int = 100) -> datetime | None:
        if minutes is None:
            return None
        seconds = minutes * 60 * percent / 100 + paused_seconds
        return add_working(opened_at, seconds, policy.hours)

    return Clock(
        acknowledge_due=after(targets.acknowledge),
        resolve_due=after(targets.resolve),
        acknowledge_soon=after(targets.acknowledge, policy.warn_at_percent),
        resolve_soon=after(targets.resolve, policy.warn_at_percent),
        paused_seconds=paused_seconds,
    )


def retarget(
    clock: Clock, policy: Policy, severity: Severity, opened_at: datetime, now: datetime
) -> Clock:
    """The promises of another severity or policy; what is due later anew is told anew."""
    fresh = start(policy, severity, opened_at, clock.paused_seconds)
    past = {
        *(f"{promise}_soon" for promise in PROMISES if (fresh.soon(promise) or now) <= now),
        *(f"{promise}_breached" for promise in PROMISES if (fresh.due(promise) or now) <= now),
    }
    return replace(
        fresh,
        paused_at=clock.paused_at,
        pause_reason=clock.pause_reason,
        told=frozenset(name for name in clock.told if name in past),
    )


def pause_reason(policy: Policy, status: IncidentStatus, *, snoozed: bool) -> str:
    """Why the clock stands in this state; empty while it goes."""
    if status in policy.pause_on:
        return str(status)
    return "snoozed" if snoozed and policy.pause_while_snoozed else ""


def pause(clock: Clock, now: datetime, reason: str) -> Clock:
    """The clock stands from now on; one that stands already goes on standing."""
    return clock if clock.paused_at else replace(clock, paused_at=now, pause_reason=reason)


def resume(clock: Clock, policy: Policy, now: datetime) -> Clock:
    """The clock goes again: what was left when it stopped counts from now."""
    stopped = clock.paused_at
    if stopped is None:
        return clock

    def moved(moment: datetime | None) -> datetime | None:
        if moment is None or moment <= stopped:
            return moment
        return add_working(now, working_seconds(stopped, moment, policy.hours), policy.hours)

    return replace(
        clock,
        acknowledge_due=moved(clock.acknowledge_due),
        resolve_due=moved(clock.resolve_due),
        acknowledge_soon=moved(clock.acknowledge_soon),
        resolve_soon=moved(clock.resolve_soon),
        paused_at=None,
        pause_reason="",
        paused_seconds=clock.paused_seconds + working_seconds(stopped, now, policy.hours),
    )


def is_breached(clock: Clock, promise: Promise, met_at: datetime | None, now: datetime) -> bool:
    """Whether the promise is broken: met too late, or late by now (while it stands: by then)."""
    due = clock.due(promise)
    return due is not None and (met_at or clock.paused_at or now) > due


def next_at(clock: Clock, met: Mapping[Promise, datetime | None]) -> datetime | None:
    """When something has to be said next; None while nothing is to come."""
    if clock.paused_at is not None:
        return None
    moments = [moment for _, moment in _to_come(clock, met)]
    return min(moments, default=None)


def happened(
    clock: Clock, met: Mapping[Promise, datetime | None], now: datetime
) -> list[Happening]:
    """What is to be said now. A breach makes the warning before it needless."""
    if clock.paused_at is not None:
        return []
    due: list[Happening] = [name for name, moment in _to_come(clock, met) if moment <= now]
    return [
        name
        for name in due
        if not (name == "acknowledge_soon" and "acknowledge_breached" in due)
        and not (name == "resolve_soon" and "resolve_breached" in due)
    ]


def tell(clock: Clock, said: list[Happening]) -> Clock:
    """Remember what was said; with a breach its warning is past as well."""
    told = set(clock.told) | set(said)
    if "acknowledge_breached" in told:
        told.add("acknowledge_soon")
    if "resolve_breached" in told:
        told.add("resolve_soon")
    return replace(clock, told=frozenset(told))


def _to_come(
    clock: Clock, met: Mapping[Promise, datetime | None]
) -> list[tuple[Happening, datetime]]:
    found: list[tuple[Happening, datetime]] = []
    for promise in PROMISES:
        due, soon = clock.due(promise), clock.soon(promise)
        if met.get(promise) is not None or due is None or soon is None:
            continue
        names: tuple[Happening, Happening] = (
            ("acknowledge_soon", "acknowledge_breached")
            if promise == "acknowledge"
            else ("resolve_soon", "resolve_breached")
        )
        moments = zip(names, (soon, due), strict=True)
        found.extend((name, moment) for name, moment in moments if name not in clock.told)
    return found

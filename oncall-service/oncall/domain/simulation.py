"""A timeline of escalations played through by the production state machine, without a clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from oncall.domain.escalation import (
    Effect,
    Escalation,
    Machine,
    Person,
    Policy,
    Roster,
    Rules,
    Urgency,
)

EventKind = Literal["trigger", "ack", "unack", "snooze", "resolve", "escalate", "reassign"]
OnCallAt = Callable[[datetime, int], Sequence[Sequence[Person]]]
"""(instant, level from 1) to the people of each target of the level."""


@dataclass(frozen=True)
class Event:
    """Something that somebody does with the incident of `key`."""

    at: datetime
    kind: EventKind
    key: str
    users: tuple[Person, ...] = ()
    minutes: int = 0


@dataclass(frozen=True)
class Service:
    """The service: its rules, the urgency of a trigger, and until when it is maintained."""

    rules: Rules
    urgency_at: Callable[[datetime], Urgency]
    maintenance_until: datetime | None = None


@dataclass(frozen=True)
class Done:
    """What happened to an incident: the `number`-th that was opened."""

    number: int
    key: str
    effect: Effect


@dataclass
class Simulation:
    """Incidents of one service by one policy. In one minute events come before timers."""

    policy: Policy
    service: Service
    on_call_at: OnCallAt
    done: list[Done] = field(default_factory=list[Done])
    _open: dict[str, int] = field(default_factory=dict[str, int])
    _incidents: list[tuple[str, Escalation]] = field(default_factory=list[tuple[str, Escalation]])
    _positions: dict[int, int] = field(default_factory=dict[int, int])

    def run(self, events: Sequence[Event], until: datetime) -> list[Done]:
        """Everything that happens up to and with `until`, in order."""
        for event in sorted(events, key=lambda entry: entry.at):
            if event.at > until:
                break
            self._timers_before(event.at)
            self._take(event)
        self._timers_before(until + timedelta(microseconds=1))
        return self.done

    def _timers_before(self, limit: datetime) -> None:
        """Instant by instant; in rounds, as the worker's turns: one step of each that is due."""
        while True:
            due = [now.next_at for _, now in self._incidents if now.next_at is not None]
            at = min(due, default=limit)
            if at >= limit:
                return
            for number, (key, now) in enumerate(self._incidents):
                if now.next_at == at:
                    machine = self._machine(at)
                    self._keep(number, key, machine.advance(now, at), machine)

    def _take(self, event: Event) -> None:
        machine = self._machine(event.at)
        number = self._open.get(event.key)
        if number is None:
            if event.kind == "trigger":
                self._begin(event, machine)
            return
        now = self._incidents[number][1]
        after = self._changed(machine, now, event)
        if after.state == "stopped":
            del self._open[event.key]
        self._keep(number, event.key, after, machine)

    def _begin(self, event: Event, machine: Machine) -> None:
        urgency = self.service.urgency_at(event.at)
        started = machine.start(event.at, urgency, self.service.maintenance_until)
        if started.state == "triggered":
            started = machine.advance(started, event.at)
        self._open[event.key] = len(self._incidents)
        self._incidents.append((event.key, started))
        self._keep(self._open[event.key], event.key, started, machine)

    def _changed(self, machine: Machine, now: Escalation, event: Event) -> Escalation:
        at = event.at
        if now.state == "suppressed" and event.kind not in ("trigger", "resolve"):
            return now
        actions: dict[EventKind, Callable[[], Escalation]] = {
            "trigger": lambda: machine.retrigger(now, at, self.service.urgency_at(at)),
            "ack": lambda: machine.acknowledge(now, at),
            "unack": lambda: machine.unacknowledge(now, at),
            "snooze": lambda: machine.snooze(now, at, at + timedelta(minutes=event.minutes)),
            "resolve": lambda: machine.resolve(now, at),
            "escalate": lambda: machine.escalate(now, at),
            "reassign": lambda: machine.reassign(now, at, event.users),
        }
        return actions[event.kind]()

    def _machine(self, at: datetime) -> Machine:
        roster = Roster(lambda level: self.on_call_at(at, level), self._positions)
        return Machine(self.policy, self.service.rules, roster)

    def _keep(self, number: int, key: str, now: Escalation, machine: Machine) -> None:
        self._incidents[number] = key, now
        self.done += [Done(number, key, effect) for effect in machine.effects]

"""The state machine of escalations: what is paged, and what happens next.

    suppressed -> triggered -> acknowledged | snoozed -> stopped;  triggered <-> acknowledged

A function takes where an escalation stands and the planned instant of what happens, and returns
where it stands then and what was done. Times are computed from planned times, never from a clock.
`triggered` carries two marks: nobody on call (looked at again every minute), and exhausted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from oncall.domain.windows import Window, open_spans

Person = str
State = Literal["suppressed", "triggered", "acknowledged", "snoozed", "stopped"]
Urgency = Literal["high", "low"]

LOOK_AGAIN: Final = timedelta(minutes=1)
_WEEK_AND_MORE: Final = timedelta(days=15)


@dataclass(frozen=True)
class Level:
    """How long after its page the next level follows, and whether all targets are paged."""

    delay: timedelta
    round_robin: bool = False


@dataclass(frozen=True)
class Policy:
    """The levels, and how many further passes follow the first."""

    levels: tuple[Level, ...]
    repeat: int = 0


@dataclass(frozen=True)
class SupportHours:
    """When a service is supported; `raises`: a low incident becomes high when they begin."""

    zone: ZoneInfo
    windows: tuple[Window, ...]
    raises: bool = False

    def open_at(self, at: datetime) -> bool:
        """Whether `at` lies inside; the end does not."""
        return bool(open_spans(self.windows, self.zone, at, at + timedelta(microseconds=1)))

    def next_start(self, after: datetime) -> datetime | None:
        """The first beginning after `after`."""
        spans = open_spans(self.windows, self.zone, after, after + _WEEK_AND_MORE)
        return next((start for start, _ in spans if start > after), None)


@dataclass(frozen=True)
class Rules:
    """What belongs to the service: when an acknowledgement runs out, when low becomes high."""

    ack_timeout: timedelta | None = None
    support: SupportHours | None = None


@dataclass
class Roster:
    """Who is on call at the instant of a step.

    `on_call(level)` gives the people of each target of a level (from 1). `positions` are the next
    targets of round-robin levels, shared by the incidents of a policy, and moved here.
    """

    on_call: Callable[[int], Sequence[Sequence[Person]]]
    positions: dict[int, int] = field(default_factory=dict[int, int])
    reachable: Callable[[Sequence[Person]], Sequence[Person]] = tuple
    """Those among people named directly who are still there."""

    def enter(self, number: int, level: Level) -> tuple[Person, ...]:
        """Who is paged on a level; with round robin the next target that has somebody."""
        targets = self.on_call(number)
        if not level.round_robin:
            return tuple(dict.fromkeys(person for people in targets for person in people))
        first = self.positions.get(number, 0)
        for step in range(len(targets)):
            index = (first + step) % len(targets)
            if targets[index]:
                self.positions[number] = (index + 1) % len(targets)
                return tuple(dict.fromkeys(targets[index]))
        return ()


@dataclass(frozen=True)
class Paged:
    """These people were paged; level 0 is by name. `skipped`: levels with nobody on call."""

    at: datetime
    people: tuple[Person, ...]
    level: int
    pass_no: int
    cycle: int
    urgency: Urgency
    skipped: tuple[int, ...] = ()


@dataclass(frozen=True)
class Cancelled:
    """Steps of earlier pages that are due now or later are off, but those of `keep`."""

    at: datetime
    keep: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Became:
    """The state, or a mark beside it, changed."""

    at: datetime
    state: Literal[
        "suppressed", "triggered", "acknowledged", "resolved", "nobody_on_call", "exhausted"
    ]
    why: str = ""


Effect = Paged | Cancelled | Became


@dataclass(frozen=True)
class Escalation:
    """Where the paging of one incident stands.

    `level` and `pass_no` were reached last (level 0: none). `seek` is the level that a look for
    somebody begins with while nobody is on call. `direct` are people it was reassigned to.
    `due_at` is the next timer of the state, `raise_at` the next start of support hours.
    """

    state: State
    urgency: Urgency = "high"
    cycle: int = 1
    level: int = 0
    pass_no: int = 1
    seek: int = 1
    nobody: bool = False
    exhausted: bool = False
    direct: tuple[Person, ...] = ()
    due_at: datetime | None = None
    raise_at: datetime | None = None

    @property
    def next_at(self) -> datetime | None:
        """When something happens by itself."""
        return min((at for at in (self.due_at, self.raise_at) if at is not None), default=None)


@dataclass
class Machine:
    """One change of an escalation, and what was done by it (`effects`)."""

    policy: Policy
    rules: Rules
    roster: Roster
    effects: list[Effect] = field(default_factory=list[Effect])

    def start(
        self,
        at: datetime,
        urgency: Urgency,
        suppressed_until: datetime | None = None,
        cycle: int = 1,
    ) -> Escalation:
        """A new incident: level 1 is due at once, or at the end of its maintenance (R1, R17)."""
        if suppressed_until is not None and at < suppressed_until:
            self._became(at, "suppressed", "the service is in maintenance")
            return Escalation("suppressed", urgency, cycle, due_at=suppressed_until)
        self._became(at, "triggered")
        return Escalation("triggered", urgency, cycle, due_at=at)

    def retrigger(self, now: Escalation, at: datetime, urgency: Urgency) -> Escalation:
        """A further trigger: only from low to high anything happens (R10)."""
        if now.state == "stopped" or (now.urgency, urgency) != ("low", "high"):
            return now
        if now.state == "triggered":
            return self._raised(now, at)
        return replace(now, urgency="high")

    def acknowledge(self, now: Escalation, at: datetime) -> Escalation:
        """Somebody looks at it: levels and pending steps stop, the time-out begins (R6, R7)."""
        if now.state not in ("triggered", "acknowledged"):
            return now
        if now.state == "triggered":
            self.effects.append(Cancelled(at))
            self._became(at, "acknowledged")
        timeout = self.rules.ack_timeout
        return _quiet(now, "acknowledged", at + timeout if timeout is not None else None)

    def snooze(self, now: Escalation, at: datetime, until: datetime | None) -> Escalation:
        """Acknowledged until then (None: until woken), without time-out (R9)."""
        if now.state not in ("triggered", "acknowledged", "snoozed"):
            return now
        if now.state == "triggered":
            self.effects.append(Cancelled(at))
            self._became(at, "acknowledged")
        return _quiet(now, "snoozed", until)

    def unacknowledge(self, now: Escalation, at: datetime, why: str = "") -> Escalation:
        """Triggered again at the level that was reached, looked up anew (R7, R8)."""
        if now.state not in ("acknowledged", "snoozed"):
            return now
        self._became(at, "triggered", why)
        again = replace(now, state="triggered", cycle=now.cycle + 1)
        if again.direct and (people := tuple(self.roster.reachable(again.direct))):
            return self._settled(self._page(again, at, people, 0, again.pass_no), at)
        return self._look_round(replace(again, direct=()), at, max(now.level, 1))

    def wake(self, now: Escalation, at: datetime) -> Escalation:
        """The snooze is over: from level 1, pass 1 (R9)."""
        if now.state != "snoozed":
            return now
        self._became(at, "triggered", "the snooze is over")
        again = replace(now, state="triggered", cycle=now.cycle + 1, direct=())
        return self._from_level_1(again, at)

    def escalate(self, now: Escalation, at: datetime) -> Escalation:
        """The next level at once; from the last one to level 1 (R11)."""
        if now.state in ("suppressed", "stopped"):
            return now
        if now.state != "triggered":
            self._became(at, "triggered", "escalated by hand")
        again = replace(now, state="triggered", cycle=now.cycle + 1, direct=())
        return self._look_round(again, at, now.level + 1)

    def reassign(self, now: Escalation, at: datetime, people: Sequence[Person]) -> Escalation:
        """These people are paged now, and the levels end (R12)."""
        if now.state in ("suppressed", "stopped"):
            return now
        self.effects.append(Cancelled(at, tuple(people)))
        if now.state != "triggered":
            self._became(at, "triggered", "reassigned")
        again = replace(now, state="triggered", cycle=now.cycle + 1, direct=tuple(people))
        return self._settled(self._page(again, at, tuple(people), 0, now.pass_no), at)

    def resolve(self, now: Escalation, at: datetime) -> Escalation:
        """It is over."""
        if now.state == "stopped":
            return now
        self.effects.append(Cancelled(at))
        self._became(at, "resolved")
        return _quiet(now, "stopped", None)

    def advance(self, now: Escalation, at: datetime) -> Escalation:
        """What is due at the planned instant `at` happens."""
        if now.raise_at is not None and now.raise_at <= at:
            return self._raised(now, at)
        if now.state == "suppressed":
            self._became(at, "triggered", "the maintenance is over")
            return self._from_level_1(replace(now, state="triggered"), at)
        if now.state == "acknowledged":
            return self.unacknowledge(now, at, "the acknowledgement timed out")
        if now.state == "snoozed":
            return self.wake(now, at)
        if now.nobody or now.level == 0:
            return self._look_round(now, at, now.seek)
        return self._next_level(now, at)

    def _next_level(self, now: Escalation, at: datetime) -> Escalation:
        """After a level's delay; past the last level of the last pass it is exhausted (R5)."""
        last = len(self.policy.levels)
        ahead = [(number, now.pass_no) for number in range(now.level + 1, last + 1)]
        again = now.pass_no <= self.policy.repeat
        if again:
            ahead += [(number, now.pass_no + 1) for number in range(1, now.level + 1)]
        found = self._first_manned(now, at, ahead)
        if found is not None:
            return found
        if again:
            return self._nobody(now, at, now.level + 1)
        self._became(at, "exhausted")
        return replace(now, exhausted=True, due_at=None)

    def _look_round(self, now: Escalation, at: datetime, first: int) -> Escalation:
        """All levels once, from `first` on and round; uses a pass where one is left (R4, R11)."""
        last = len(self.policy.levels)
        following = now.pass_no + 1 if now.pass_no <= self.policy.repeat else now.pass_no
        ahead = [(number, now.pass_no) for number in range(first, last + 1)]
        ahead += [(number, following) for number in range(1, min(first, last + 1))]
        return self._first_manned(now, at, ahead) or self._nobody(now, at, first)

    def _first_manned(
        self, now: Escalation, at: datetime, ahead: Sequence[tuple[int, int]]
    ) -> Escalation | None:
        """Page the first level that has anybody; empty ones are passed over at once (R3)."""
        skipped: list[int] = []
        for number, pass_no in ahead:
            level = self.policy.levels[number - 1]
            if people := self.roster.enter(number, level):
                paged = self._page(now, at, people, number, pass_no, tuple(skipped))
                due = None if now.urgency == "low" else at + level.delay
                return self._settled(replace(paged, due_at=due), at)
            skipped.append(number)
        return None

    def _from_level_1(self, now: Escalation, at: datetime) -> Escalation:
        return self._look_round(replace(now, level=0, pass_no=1), at, 1)

    def _raised(self, now: Escalation, at: datetime) -> Escalation:
        """Low becomes high: pending low steps stop, level 1 begins (R15)."""
        self.effects.append(Cancelled(at))
        again = replace(now, urgency="high", cycle=now.cycle + 1, direct=(), raise_at=None)
        return self._from_level_1(again, at)

    def _nobody(self, now: Escalation, at: datetime, first: int) -> Escalation:
        """Nobody on any level: said once, looked at again every minute (R4)."""
        if not now.nobody:
            self._became(at, "nobody_on_call")
        unmanned = replace(now, nobody=True, exhausted=False, seek=first, due_at=at + LOOK_AGAIN)
        return self._settled(unmanned, at)

    def _page(
        self,
        now: Escalation,
        at: datetime,
        people: tuple[Person, ...],
        level: int,
        pass_no: int,
        skipped: tuple[int, ...] = (),
    ) -> Escalation:
        self.effects.append(Paged(at, people, level, pass_no, now.cycle, now.urgency, skipped))
        return replace(
            now, level=level, pass_no=pass_no, nobody=False, exhausted=False, due_at=None
        )

    def _settled(self, now: Escalation, at: datetime) -> Escalation:
        """With the next start of support hours, for as long as it is triggered and low."""
        support = self.rules.support
        waits = now.urgency == "low" and support is not None and support.raises
        return replace(now, raise_at=support.next_start(at) if waits and support else None)

    def _became(
        self,
        at: datetime,
        state: Literal[
            "suppressed", "triggered", "acknowledged", "resolved", "nobody_on_call", "exhausted"
        ],
        why: str = "",
    ) -> None:
        self.effects.append(Became(at, state, why))


def _quiet(now: Escalation, state: State, due_at: datetime | None) -> Escalation:
    """A state in which nobody is paged before `due_at`."""
    return replace(now, state=state, nobody=False, exhausted=False, due_at=due_at, raise_at=None)


def catch_up(machine: Machine, now: Escalation, at: datetime) -> Escalation:
    """What was due in a time of own downtime, up to `at`, collapsed into one page.

    The people of all overdue steps are paged once, and the levels go on from now: nobody gets a
    burst of old pages, and nobody is declared exhausted without having had the time to answer.
    """
    last = at
    while now.next_at is not None and now.next_at <= at:
        before = len(machine.effects)
        after = machine.advance(now, now.next_at)
        if after.exhausted and before:
            del machine.effects[before:]
            break
        now, last = after, now.next_at
        if now.nobody:
            return replace(now, due_at=at + LOOK_AGAIN)
    pages = [effect for effect in machine.effects if isinstance(effect, Paged)]
    if pages:
        people = tuple(dict.fromkeys(person for page in pages for person in page.people))
        others = [effect for effect in machine.effects if not isinstance(effect, Paged)]
        machine.effects[:] = [*others, replace(pages[-1], at=at, people=people)]
    due = now.due_at
    return replace(now, due_at=due + (at - last) if due is not None else None)

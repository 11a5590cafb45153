"""A person's rules and contact methods to deliveries: which, where to, and when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from platform_contracts.vocabulary import Channel
from platform_contracts.wall_clock import instant_of, wall_of


@dataclass(frozen=True)
class Method:
    """One way to reach a person; one that is not verified is used where no other is."""

    channel: Channel
    address: str
    verified: bool = True


@dataclass(frozen=True)
class Rule:
    """Use `channel` so many minutes after the page; {after_min, channel} of the API."""

    after_min: int
    channel: str


@dataclass(frozen=True)
class QuietHours:
    """From `start` to `end` on the clocks of `zone`; over midnight where the end is earlier."""

    start: time
    end: time
    zone: ZoneInfo


@dataclass(frozen=True)
class Rules:
    """What a person wants for pages of one urgency."""

    steps: tuple[Rule, ...] = ()
    quiet: QuietHours | None = None


NO_RULES: Final = Rules()
PUSH_AT_ONCE: Final = (Rule(0, "push"),)
"""The rules of somebody who has none, where contact methods are not looked at."""


@dataclass(frozen=True)
class Planned:
    """One delivery to make."""

    method: Method
    due_at: datetime


def due_steps(
    rules: Sequence[Rule], at: datetime, quiet: QuietHours | None = None
) -> list[tuple[datetime, str]]:
    """When each channel is used for a page made at `at`, in order of time."""
    begins = after_quiet(at, quiet)
    steps = [(begins + timedelta(minutes=rule.after_min), rule.channel) for rule in rules]
    return sorted(dict.fromkeys(steps), key=lambda step: step[0])


def after_quiet(at: datetime, quiet: QuietHours | None) -> datetime:
    """`at`, or the end of the quiet hours that it falls into."""
    if quiet is None or quiet.start == quiet.end:
        return at
    wall = wall_of(at, quiet.zone)
    over_midnight = quiet.end < quiet.start
    if over_midnight:
        inside = wall.time() >= quiet.start or wall.time() < quiet.end
    else:
        inside = quiet.start <= wall.time() < quiet.end
    if not inside:
        return at
    day = wall.date()
    if over_midnight and wall.time() >= quiet.start:
        day += timedelta(days=1)
    return max(at, instant_of(datetime.combine(day, quiet.end), quiet.zone))


def plan(
    rules: Rules, methods: Sequence[Method], usable: Collection[Channel], at: datetime
) -> list[Planned]:
    """The deliveries of one page, in order of time.

    Without rules every usable method is used at once. A rule for a channel that the person has no
    usable method of is passed over; if nothing is left, every usable method is used at once, for
    a page must not be lost to a rule. A method is used once for the same minute.
    """
    usable_ones = [method for method in methods if method.channel in usable]
    reachable = [method for method in usable_ones if method.verified] or usable_ones
    wanted = [
        Planned(method, due_at)
        for due_at, channel in due_steps(rules.steps, at, rules.quiet)
        for method in reachable
        if method.channel == channel
    ]
    if not wanted:
        begins = after_quiet(at, rules.quiet)
        wanted = [Planned(method, begins) for method in reachable]
    return sorted(dict.fromkeys(wanted), key=lambda planned: planned.due_at)

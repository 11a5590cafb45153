"""A person's rules and contact methods to deliveries: which, where to, and when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from platform_contracts.vocabulary import Channel


@dataclass(frozen=True)
class Method:
    """One way to reach a person."""

    channel: Channel
    address: str


@dataclass(frozen=True)
class Rule:
    """Use `channel` so many minutes after the page; {after_min, channel} of the API."""

    after_min: int
    channel: str


PUSH_AT_ONCE: Final = (Rule(0, "push"),)
"""The rules of somebody who has none, where contact methods are not looked at."""


@dataclass(frozen=True)
class Planned:
    """One delivery to make."""

    method: Method
    due_at: datetime


def due_steps(rules: Sequence[Rule], at: datetime) -> list[tuple[datetime, str]]:
    """When each channel is used for a page made at `at`, in order of time."""
    steps = [(at + timedelta(minutes=rule.after_min), rule.channel) for rule in rules]
    return sorted(dict.fromkeys(steps), key=lambda step: step[0])


def plan(
    rules: Sequence[Rule], methods: Sequence[Method], usable: Collection[Channel], at: datetime
) -> list[Planned]:
    """The deliveries of one page, in order of time.

    Without rules every usable method is used at once. A rule for a channel that the person has no
    usable method of is passed over; if nothing is left, every usable method is used at once, for
    a page must not be lost to a rule. A method is used once for the same minute.
    """
    reachable = [method for method in methods if method.channel in usable]
    wanted = [
        Planned(method, due_at)
        for due_at, channel in due_steps(rules, at)
        for method in reachable
        if method.channel == channel
    ]
    if not wanted:
        wanted = [Planned(method, at) for method in reachable]
    return sorted(dict.fromkeys(wanted), key=lambda planned: planned.due_at)

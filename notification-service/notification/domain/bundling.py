"""Storms: few messages to one method, every incident named in one of them.

Each method of a person has a budget: `BURST` messages at once, one more each `EVERY`. While it
lasts every page is a message of its own; the last message of the budget names all that wait, and
what comes then waits for the next.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from platform_contracts.vocabulary import Channel

BURST: Final = 5
EVERY: Final = timedelta(seconds=60)
NOT_BUNDLED: Final = frozenset({Channel.MOCK, Channel.WEBHOOK})
"""Programs read these: they want one message for each page, and can take many."""


@dataclass(frozen=True)
class Budget:
    """So many messages were left at that moment."""

    left: float
    at: datetime


@dataclass(frozen=True)
class Arrangement:
    """The first `alone` go out by themselves, the others together if `bundled`.

    Otherwise the others wait until `wait_until`.
    """

    alone: int
    bundled: bool
    wait_until: datetime | None
    budget: Budget


def full(now: datetime) -> Budget:
    """The budget of a method that was not used lately."""
    return Budget(BURST, now)


def arrange(waiting: int, budget: Budget, now: datetime) -> Arrangement:
    """How `waiting` pages that are due for one method leave."""
    passed = max(timedelta(), now - budget.at)
    left = min(float(BURST), budget.left + passed / EVERY)
    whole = int(left + 1e-9)
    if waiting <= whole:
        return Arrangement(waiting, False, None, Budget(left - waiting, now))
    if whole >= 1:
        return Arrangement(whole - 1, True, None, Budget(left - whole, now))
    return Arrangement(0, False, now + EVERY * (1 - left), Budget(left, now))


def name_ranges(numbers: list[int]) -> str:
    """Incidents by number in few words: `INC-4, 7-9, 12`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return "INC-" + ", ".join("-".join(str(end) for end in run) for run in runs)

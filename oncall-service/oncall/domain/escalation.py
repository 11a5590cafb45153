"""The next step of an escalation: a pure function of the policy, where it stands, and who is there.

R1 level 1 is paged at once, a level's delay runs from its page. R3 a level with nobody on call is
passed over at once. R4 with nobody on any level it is looked at again every minute. R5 after the
last level the next pass begins, `repeat` times; then the escalation is exhausted. R15 a low
incident pages level 1 and goes no further.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Generic, TypeVar

Who = TypeVar("Who")

LOOK_AGAIN: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Position:
    """Where an escalation stands: the level paged last (0 before the first) and the pass."""

    level: int = 0
    pass_no: int = 1


@dataclass(frozen=True)
class Page(Generic[Who]):
    """Page these people of this level; the next step is due `delay` later (None: no further)."""

    position: Position
    people: tuple[Who, ...]
    delay: timedelta | None
    skipped: tuple[int, ...] = ()


@dataclass(frozen=True)
class NobodyOnCall:
    """No level has anybody: look again after a minute, in the same pass."""

    position: Position
    look_again: timedelta = LOOK_AGAIN


@dataclass(frozen=True)
class Exhausted:
    """Every level of every pass was paged: open, and silent."""

    position: Position


Step = Page[Who] | NobodyOnCall | Exhausted


def next_step(
    delays: Sequence[timedelta],
    repeat: int,
    position: Position,
    who: Callable[[int], Sequence[Who]],
    *,
    low_urgency: bool = False,
) -> "Step[Who]":
    """The step that is due now.

    `delays[i]` belongs to level i+1; `who(level)` looks up now who is on call on a level.
    """
    skipped: list[int] = []
    level, pass_no = position.level, position.pass_no
    for _ in range(max(1, len(delays))):
        level += 1
        if level > len(delays):
            if pass_no > repeat:
                return _end(position, skipped, len(delays))
            level, pass_no = 1, pass_no + 1
        people = tuple(dict.fromkeys(who(level))) if delays else ()
        if people:
            delay = None if low_urgency else delays[level - 1]
            return Page(Position(level, pass_no), people, delay, tuple(skipped))
        skipped.append(level)
    return NobodyOnCall(position)


def _end(position: Position, skipped: list[int], levels: int) -> NobodyOnCall | Exhausted:
    """Past the last level: exhausted, unless not one level had anybody yet."""
    if position.level == 0 and len(skipped) >= levels:
        return NobodyOnCall(position)
    return Exhausted(position)

"""Whose turn it is: a function of the layer and the instant alone, in closed form.

The k-th handoff is the anchor plus k periods on the local calendar. Nothing is counted or stored,
so a date ten years away costs what today costs.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from functools import cached_property
from typing import Final, Literal
from zoneinfo import ZoneInfo

from oncall.domain.windows import Window
from platform_contracts.wall_clock import instant_of, wall_of

Person = str
"""The id of a person, as text."""
Slot = tuple[Person, ...]
"""Who takes a turn: one, several at the same time, or nobody."""
Unit = Literal["hourly", "daily", "weekly", "monthly"]

_PERIODS: Final[dict[str, timedelta]] = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
}
_DAY: Final = timedelta(days=1)
_MONTH: Final = timedelta(days=30.436875)


@dataclass(frozen=True)
class Handoff:
    """The wall-clock moment at which turns change; `weekday` 0 is Monday.

    What is left out is taken from the layer's start.
    """

    time: time_of_day | None = None
    weekday: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class Layer:
    """People who take turns. `start`, `end` and `anchor` are naive wall times in `zone`.

    `offset` is added to the number of a turn before its slot is looked up: after an edit the
    order goes on behind the person on call, wherever the new list has them.
    """

    id: str
    slots: tuple[Slot, ...]
    zone: ZoneInfo
    start: datetime
    end: datetime | None = None
    unit: Unit = "weekly"
    length: int = 1
    by_day: frozenset[int] = frozenset()
    anchor: datetime | None = None
    handoff: Handoff | None = None
    restrictions: tuple[Window, ...] = ()
    level: int = 0
    offset: int = 0
    name: str = ""

    @property
    def label(self) -> str:
        """What the layer is called in explanations."""
        return self.name or self.id

    @cached_property
    def zero(self) -> datetime:
        """The wall time at which turn 0 begins: the last handoff at or before the start."""
        if self.anchor is not None:
            return self.anchor
        return self.start if self.handoff is None else _last_handoff(self, self.handoff)

    @cached_property
    def life(self) -> tuple[datetime, datetime | None]:
        """The instants of start and end."""
        end = instant_of(self.end, self.zone) if self.end is not None else None
        return instant_of(self.start, self.zone), end

    def slot(self, turn: int) -> Slot:
        """Who has the turn of this number."""
        return self.slots[(turn + self.offset) % len(self.slots)] if self.slots else ()


@dataclass(frozen=True)
class Turn:
    """One turn, or one matching day of it: its number, from which instant, to which."""

    number: int
    start: datetime
    end: datetime


def turns(layer: Layer, since: datetime, until: datetime) -> Iterator[Turn]:
    """The turns that touch [since, until), in order.

    A turn whose two handoffs fall on the same instant has no length and is left out; so are the
    days that `by_day` leaves empty.
    """
    period = _period_at(layer, since)
    start = instant_of(handoff_wall(layer, period), layer.zone)
    while start < until:
        end = instant_of(handoff_wall(layer, period + 1), layer.zone)
        if start < end and _counts(layer, period):
            yield Turn(_number(layer, period), start, end)
        period, start = period + 1, end


def turn_number(layer: Layer, at: datetime) -> int:
    """The number of the turn at `at`; on a day that `by_day` leaves empty, of the next one."""
    return _number(layer, _period_at(layer, at))


def handoff_wall(layer: Layer, period: int) -> datetime:
    """The wall time at which a period begins; the last day of the month where it is short."""
    zero = layer.zero
    if layer.unit != "monthly":
        length = 1 if layer.by_day else layer.length
        return zero + period * length * _PERIODS[layer.unit]
    year, month = _month(zero.year, zero.month, period * layer.length)
    return _on_day(year, month, _wanted_day(layer), zero.time())


def _period_at(layer: Layer, at: datetime) -> int:
    """The period that runs at `at`, by a guess that is never far off."""
    length = 1 if layer.by_day else layer.length
    period = (wall_of(at, layer.zone) - layer.zero) // (_PERIODS.get(layer.unit, _MONTH) * length)
    while instant_of(handoff_wall(layer, period), layer.zone) > at:
        period -= 1
    while instant_of(handoff_wall(layer, period + 1), layer.zone) <= at:
        period += 1
    return period


def _counts(layer: Layer, period: int) -> bool:
    """Whether the period belongs to a turn at all."""
    return not layer.by_day or (layer.zero.weekday() + period) % 7 in layer.by_day


def _number(layer: Layer, period: int) -> int:
    """The turn that a period belongs to: with `by_day`, `length` matching days make a turn."""
    if not layer.by_day:
        return period
    weeks, rest = divmod(period, 7)
    first = layer.zero.weekday()
    matching = weeks * len(layer.by_day)
    matching += sum((first + day) % 7 in layer.by_day for day in range(rest))
    return matching // layer.length


def _last_handoff(layer: Layer, handoff: Handoff) -> datetime:
    at_time = handoff.time if handoff.time is not None else layer.start.time()
    if layer.unit == "monthly":
        return _last_monthly(layer, at_time)
    at = datetime.combine(layer.start.date(), at_time)
    if layer.unit == "weekly":
        weekday = handoff.weekday if handoff.weekday is not None else layer.start.weekday()
        at -= (at.weekday() - weekday) % 7 * _DAY
    step = 7 * _DAY if layer.unit == "weekly" else _DAY
    return at if at <= layer.start else at - step


def _last_monthly(layer: Layer, at_time: time_of_day) -> datetime:
    wanted = _wanted_day(layer)
    at = _on_day(layer.start.year, layer.start.month, wanted, at_time)
    if at <= layer.start:
        return at
    year, month = _month(layer.start.year, layer.start.month, -1)
    return _on_day(year, month, wanted, at_time)


def _wanted_day(layer: Layer) -> int:
    if layer.anchor is not None:
        return layer.anchor.day
    if layer.handoff is not None and layer.handoff.day is not None:
        return layer.handoff.day
    return layer.start.day


def _month(year: int, month: int, add: int) -> tuple[int, int]:
    index = year * 12 + (month - 1) + add
    return index // 12, index % 12 + 1


def _on_day(year: int, month: int, day: int, at_time: time_of_day) -> datetime:
    last = calendar.monthrange(year, month)[1]
    return datetime.combine(date(year, month, min(day, last)), at_time)

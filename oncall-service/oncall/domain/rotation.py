"""Whose turn it is: a function of the layer and the instant alone, in closed form.

The k-th handoff is the anchor plus k periods on the local calendar. Nothing is counted or stored,
so a date ten years away costs what today costs.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from oncall.domain.wall_clock import instant_of, wall_of

Unit = Literal["hourly", "daily", "weekly", "monthly"]

_PERIODS: dict[str, timedelta] = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
}
_AVERAGE_MONTH = timedelta(days=30.436875)


@dataclass(frozen=True)
class Handoff:
    """The wall-clock moment at which turns change; `weekday` 0 is Monday."""

    time: time
    weekday: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class Layer:
    """People who take turns. `start` and `end` are naive wall times in `zone`."""

    users: tuple[UUID | None, ...]
    zone: ZoneInfo
    start: datetime
    end: datetime | None = None
    unit: Unit = "weekly"
    length: int = 1
    handoff: Handoff | None = None
    level: int = 0
    name: str = ""


@dataclass(frozen=True)
class Turn:
    """One turn: who, from which instant, to which."""

    user: UUID | None
    start: datetime
    end: datetime


def anchor_of(layer: Layer) -> datetime:
    """The wall time at which slot 0 begins: the last handoff at or before the layer's start."""
    if layer.handoff is None:
        return layer.start
    at = datetime.combine(layer.start.date(), layer.handoff.time)
    if layer.unit == "monthly":
        return _monthly_anchor(layer, layer.handoff)
    if layer.unit == "weekly" and layer.handoff.weekday is not None:
        at -= timedelta(days=(at.weekday() - layer.handoff.weekday) % 7)
    step = timedelta(days=7) if layer.unit == "weekly" else timedelta(days=1)
    return at if at <= layer.start else at - step


def _monthly_anchor(layer: Layer, handoff: Handoff) -> datetime:
    day = handoff.day or layer.start.day
    at = _on_day(layer.start.year, layer.start.month, day, handoff.time)
    if at <= layer.start:
        return at
    year, month = _month(layer.start.year, layer.start.month, -1)
    return _on_day(year, month, day, handoff.time)


def handoff_wall(layer: Layer, number: int) -> datetime:
    """The wall time of the handoff that begins turn `number`; the last day of a short month."""
    anchor = anchor_of(layer)
    if layer.unit != "monthly":
        return anchor + number * layer.length * _PERIODS[layer.unit]
    wanted = layer.handoff.day if layer.handoff and layer.handoff.day else anchor.day
    year, month = _month(anchor.year, anchor.month, number * layer.length)
    return _on_day(year, month, wanted, anchor.time())


def turn_at(layer: Layer, at: datetime) -> Turn | None:
    """The turn that runs at `at`; None before the layer's start and from its end on.

    A turn whose two handoffs fall on the same instant has no length and is never returned.
    """
    if at < instant_of(layer.start, layer.zone):
        return None
    if layer.end is not None and at >= instant_of(layer.end, layer.zone):
        return None
    number = _guess(layer, at)
    while instant_of(handoff_wall(layer, number), layer.zone) > at:
        number -= 1
    while instant_of(handoff_wall(layer, number + 1), layer.zone) <= at:
        number += 1
    return Turn(
        user=layer.users[number % len(layer.users)],
        start=instant_of(handoff_wall(layer, number), layer.zone),
        end=instant_of(handoff_wall(layer, number + 1), layer.zone),
    )


def _guess(layer: Layer, at: datetime) -> int:
    period = _PERIODS.get(layer.unit, _AVERAGE_MONTH) * layer.length
    return (wall_of(at, layer.zone) - anchor_of(layer)) // period


def _month(year: int, month: int, add: int) -> tuple[int, int]:
    index = year * 12 + (month - 1) + add
    return index // 12, index % 12 + 1


def _on_day(year: int, month: int, day: int, at: time) -> datetime:
    last = calendar.monthrange(year, month)[1]
    return (
        datetime(year, month, min(day, last), tzinfo=UTC)
        .replace(tzinfo=None)
        .replace(hour=at.hour, minute=at.minute, second=at.second)
    )

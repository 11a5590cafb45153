"""Windows: the hours of days, or the parts of weeks, in which something is on.

A window opens at the first instant at which the local clock has reached its start and closes when
the clock never again shows less than its end: an overlap, never a gap made by a change of the
clock.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from platform_contracts.wall_clock import closing_of, instant_of, wall_of

Span = tuple[datetime, datetime]
"""From an instant to an instant, the end exclusive."""

EVERY_DAY: Final = frozenset(range(7))
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class DailyWindow:
    """`start` to `end` on `days` (0 is Monday), the days on which it starts.

    With end <= start it ends on the next day; with end == start it is 24 hours.
    """

    reach: ClassVar[int] = 3

    start: time
    end: time
    days: frozenset[int] = EVERY_DAY

    def on(self, day: date) -> Span | None:
        """The wall times of the window that starts on `day`."""
        if day.weekday() not in self.days:
            return None
        last = day + _DAY if self.end <= self.start else day
        return datetime.combine(day, self.start), datetime.combine(last, self.end)


@dataclass(frozen=True)
class WeeklyWindow:
    """`start_day start` to `end_day end`; the same day and end <= start is the whole week round."""

    reach: ClassVar[int] = 9

    start_day: int
    start: time
    end_day: int
    end: time

    def on(self, day: date) -> Span | None:
        """The wall times of the window that starts on `day`."""
        if day.weekday() != self.start_day:
            return None
        days = (self.end_day - self.start_day) % 7
        if days == 0 and self.end <= self.start:
            days = 7
        return datetime.combine(day, self.start), datetime.combine(day + days * _DAY, self.end)


Window = DailyWindow | WeeklyWindow


def open_spans(
    windows: Sequence[Window], zone: ZoneInfo, since: datetime, until: datetime
) -> list[Span]:
    """When any of `windows` is open, as far as it touches [since, until): joined, in order."""
    spans = [span for window in windows for span in _spans(window, zone, since, until)]
    return joined(spans)


def _spans(window: Window, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[Span]:
    day = wall_of(since, zone).date() - window.reach * _DAY
    last = wall_of(until, zone).date() + _DAY
    while day <= last:
        walls = window.on(day)
        day += _DAY
        if walls is None:
            continue
        opens, closes = instant_of(walls[0], zone), closing_of(walls[1], zone)
        if opens < closes and opens < until and closes > since:
            yield opens, closes


def joined(spans: Iterable[Span]) -> list[Span]:
    """The union of spans, in order, none touching the next."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = result[-1][0], max(result[-1][1], end)
        else:
            result.append((start, end))
    return result

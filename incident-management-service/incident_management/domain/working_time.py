"""Working time: how much of it lies between two moments, and when so much of it has passed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from platform_contracts.paging import SupportHours
from platform_contracts.schedules import WEEKDAYS

LONGEST_DAYS: Final = 4_000
"""Nobody promises anything further away; a calendar without an open day ends here."""


@dataclass(frozen=True)
class WorkingHours:
    """One window a day on a wall clock; `end` not after `start` reaches into the next day."""

    zone: ZoneInfo
    days: frozenset[int]
    start: time
    end: time

    @classmethod
    def of(cls, hours: SupportHours) -> "WorkingHours":
        """The wire form as the domain knows it; no days named means every day."""
        days = frozenset(WEEKDAYS.index(day) for day in hours.days or WEEKDAYS)
        start, end = time.fromisoformat(hours.start), time.fromisoformat(hours.end)
        return cls(ZoneInfo(hours.timezone), days, start, end)

    def open_at(self, at: datetime) -> bool:
        """Whether it is working time."""
        start, end = next(self.spans(at))
        return start <= at < end

    def spans(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working spans in UTC that end after `since`, in order."""
        first = since.astimezone(self.zone).date() - timedelta(days=1)
        for number in range(LONGEST_DAYS):
            day = first + timedelta(days=number)
            if day.weekday() not in self.days:
                continue
            last = day if self.end > self.start else day + timedelta(days=1)
            start, end = self._moment(day, self.start), self._moment(last, self.end)
            if end > since and end > start:
                yield start, end

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def add_working(start: datetime, seconds: float, hours: WorkingHours | None) -> datetime:
    """The moment when `seconds` of working time have passed since `start`; all hours for None."""
    if hours is None:
        return start + timedelta(seconds=seconds)
    left = timedelta(seconds=seconds)
    reached = start
    for opens, closes in hours.spans(start):
        begin = max(opens, start)
        if left <= closes - begin:
            return begin + left
        left -= closes - begin
        reached = closes
    return reached + left


def working_seconds(start: datetime, end: datetime, hours: WorkingHours | None) -> float:
    """Working time between two moments in seconds; negative when `end` lies before `start`."""
    if end < start:
        return -working_seconds(end, start, hours)
    if hours is None:
        return (end - start).total_seconds()
    total = timedelta()
    for opens, closes in hours.spans(start):
        if opens >= end:
            break
        total += min(closes, end) - max(opens, start)
    return total.total_seconds()

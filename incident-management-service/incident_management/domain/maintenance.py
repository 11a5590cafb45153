"""Until when maintenance keeps the pages of a service back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr

from platform_contracts.wall_clock import instant_of, wall_of

LONGEST_CHAIN: Final = 20


@dataclass(frozen=True)
class Window:
    """Once: from `starts_at` to `ends_at`.

    Recurring: windows of `lasting` of wall time at each start of the RFC 5545 rule `recurrence`,
    counted from `starts_at` in `time_zone`, none after `ends_at`.
    """

    starts_at: datetime
    ends_at: datetime
    recurrence: str | None = None
    time_zone: str = "UTC"
    lasting: timedelta | None = None

    def active_until(self, now: datetime) -> datetime | None:
        """The end of the window that holds `now`; None outside of it."""
        if not self.starts_at <= now < self.ends_at:
            return None
        if self.recurrence is None or self.lasting is None:
            return self.ends_at
        zone = ZoneInfo(self.time_zone)
        rule = _rule(self.recurrence, wall_of(self.starts_at, zone))
        wall_now = wall_of(now, zone)
        # A day of slack: over a change of the clock, wall times and instants part by an hour.
        earliest = wall_now - self.lasting - timedelta(days=1)
        for start in rule.between(earliest, wall_now + timedelta(days=1), inc=True):
            end = min(instant_of(start + self.lasting, zone, last=True), self.ends_at)
            if instant_of(start, zone) <= now < end:
                return end
        return None


def suppressed_until(windows: Sequence[Window], now: datetime) -> datetime | None:
    """The end of maintenance at `now`: windows that follow without a gap count as one."""
    until: datetime | None = None
    for _ in range(LONGEST_CHAIN):
        ends = [end for window in windows if (end := window.active_until(until or now))]
        if not ends:
            break
        until = max(ends)
    return until


@lru_cache(maxsize=512)
def _rule(recurrence: str, start: datetime) -> rrule | rruleset:
    return rrulestr(recurrence, dtstart=start)

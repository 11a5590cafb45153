"""Wall-clock times to instants, over every change of the clock.

A wall time happens at the first instant at which the local clock has reached it: one that is
skipped in spring happens when the gap ends, one that comes twice in autumn happens the first time.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_TICK = timedelta(microseconds=1)


def wall_of(instant: datetime, zone: ZoneInfo) -> datetime:
    """The naive wall time that the local clock shows at `instant`."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def instant_of(wall: datetime, zone: ZoneInfo, *, last: bool = False) -> datetime:
    """The UTC instant at which the clock of `zone` first reaches the naive time `wall`.

    `last`: of a time that comes twice, the later instant.
    """
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if wall_of(instant, zone) != wall:
        return _end_of_gap(instant, zone)
    return wall.replace(tzinfo=zone, fold=1).astimezone(UTC) if last else instant


def closing_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant after which the clock of `zone` never again shows less than `wall`.

    That is the last occurrence of a time that comes twice, so that a window closes late rather
    than leave a gap; only the time that the clock falls back to closes at its first occurrence.
    """
    last = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    first = instant_of(wall, zone)
    if last <= first or wall_of(last - _TICK, zone) >= wall:
        return first
    return last


def _end_of_gap(inside: datetime, zone: ZoneInfo) -> datetime:
    """The change of the clock just before `inside`, found by halving whole seconds.

    A skipped wall time that is read with the offset of before lies behind the change.
    """
    before = inside.replace(microsecond=0) - _DAY
    old = before.astimezone(zone).utcoffset()
    low, high = 0, int(2 * _DAY / _SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if (before + middle * _SECOND).astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return before + high * _SECOND

"""Wall-clock times to instants, over every change of the clock.

A wall time happens at the first instant at which the local clock has reached it: one that is
skipped in spring happens when the gap ends. One that comes twice in autumn happens the first
time, or the last when it ends something.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def instant_of(wall: datetime, zone: ZoneInfo, *, last: bool = False) -> datetime:
    """The UTC instant of a naive wall time in `zone`; `last`: of two such instants the later."""
    local = wall.replace(tzinfo=zone, fold=0)
    instant = local.astimezone(UTC)
    if wall_of(instant, zone) == wall:
        return wall.replace(tzinfo=zone, fold=1).astimezone(UTC) if last else instant
    # In a gap. Read with the offset before the change, the wall time lies after it; the gap ends
    # where the offset changes, which is found by halving.
    before = instant - timedelta(days=1)
    after = instant + timedelta(days=1)
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(microseconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0) if after.microsecond < 500_000 else after


def wall_of(instant: datetime, zone: ZoneInfo) -> datetime:
    """The naive wall time that the local clock shows at `instant`."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)

"""How long it took: MTTA and MTTR of one incident, in seconds."""

from datetime import datetime


def seconds_between(start: datetime, end: datetime | None) -> float | None:
    """Seconds from `start` to `end`, never negative; None while `end` has not come."""
    return None if end is None else max(0.0, (end - start).total_seconds())

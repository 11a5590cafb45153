"""Token buckets in memory, one for each integration that has a limit (ADR-0009: no row each)."""

import time
from collections.abc import Callable

MOST_BUCKETS = 10_000


class RateLimits:
    """Each integration may send its requests of one minute at once, and earns them back evenly."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, scope: str, per_minute: int | None) -> float:
        """Count one request: 0 when it may pass, else the seconds until the next one may."""
        if per_minute is None:
            return 0.0
        now = self._clock()
        left, at = self._buckets.get(scope, (float(per_minute), now))
        left = min(float(per_minute), left + (now - at) * per_minute / 60)
        if left < 1.0:
            self._buckets[scope] = (left, now)
            return (1.0 - left) * 60 / per_minute
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.clear()
        self._buckets[scope] = (left - 1.0, now)
        return 0.0

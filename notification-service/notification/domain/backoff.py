"""When a failed delivery is tried again."""

from datetime import timedelta


def back_off(attempt: int, fraction: float) -> timedelta:
    """Full jitter: `fraction` (0-1) of min(60 s, 2^attempt s), and at least half a second."""
    longest = min(60.0, 2.0 ** min(attempt, 10))
    return timedelta(seconds=max(0.5, longest * fraction))

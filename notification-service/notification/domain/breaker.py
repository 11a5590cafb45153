"""A circuit breaker: a provider that does not answer is left alone for a moment.

Pure but for its own memory; moments are seconds of any clock that only goes forward.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

IN_A_ROW: Final = 5
SHARE: Final = 0.5
OF_AT_LEAST: Final = 10
WITHIN_SECONDS: Final = 20.0
OPEN_SECONDS: Final = 5.0


@dataclass
class Breaker:
    """Closed: all go. Open: none goes. After `OPEN_SECONDS` one goes as a probe and decides."""

    in_a_row: int = 0
    opened_at: float | None = None
    probing: bool = False
    recent: deque[tuple[float, bool]] = field(default_factory=deque[tuple[float, bool]])

    def admits(self, now: float) -> bool:
        """Whether a message may go now; the first one after a pause is the probe."""
        if self.opened_at is None:
            return True
        if self.probing or now < self.opened_at + OPEN_SECONDS:
            return False
        self.probing = True
        return True

    def wait(self, now: float) -> float:
        """Seconds until the next probe."""
        if self.opened_at is None:
            return 0.0
        return max(0.0, self.opened_at + OPEN_SECONDS - now)

    def record(self, worked: bool, now: float) -> None:
        """What became of a message. An answer is success, even one that refuses the message."""
        if worked:
            self.in_a_row, self.opened_at, self.probing = 0, None, False
            self.recent.append((now, True))
            return
        self.in_a_row += 1
        self.recent.append((now, False))
        while self.recent and self.recent[0][0] < now - WITHIN_SECONDS:
            self.recent.popleft()
        failed = sum(1 for _, good in self.recent if not good)
        many = len(self.recent) >= OF_AT_LEAST and failed >= SHARE * len(self.recent)
        if self.probing or many or self.in_a_row >= IN_A_ROW:
            self.opened_at, self.probing = now, False
            self.recent.clear()

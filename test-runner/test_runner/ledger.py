"""What was sent and what became of it: kept by the server, so that a page may be loaded again."""

from collections import deque
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, Field

from platform_contracts.base import FieldError
from test_runner.forms import Firing, Form

MOST_RUNS: Final = 300
MOST_REMEMBERED: Final = 20_000

Kind = Literal["scenario", "custom", "continuous", "storm"]


class Outcome(StrEnum):
    """What the platform made of an alert; `pending` until it can be told, `none`: no incident."""

    PENDING = "pending"
    NEW = "new"
    EXISTING = "existing"
    DEDUPLICATED = "deduplicated"
    NONE = "none"
    REFUSED = "refused"


class HopState(StrEnum):
    """`before`: it had happened when the alert came; `none`: it will not; `late`: not in time."""

    WAITING = "waiting"
    DONE = "done"
    BEFORE = "before"
    NONE = "none"
    FAILED = "failed"
    LATE = "late"


class Hop(BaseModel):
    """One step of the chain. `latency_ms` counts from the step before, `text` says who or what."""

    state: HopState = HopState.WAITING
    latency_ms: float | None = None
    text: str = ""


class Chain(BaseModel):
    """The four steps behind an accepted alert. `page_ms`: received to handed to a channel."""

    incident: Hop = Field(default_factory=Hop)
    person: Hop = Field(default_factory=Hop)
    notification: Hop = Field(default_factory=Hop)
    suggestion: Hop = Field(default_factory=Hop)
    page_ms: float | None = None

    @property
    def hops(self) -> tuple[Hop, ...]:
        """In order."""
        return (self.incident, self.person, self.notification, self.suggestion)

    @property
    def is_complete(self) -> bool:
        """Nothing more will come."""
        return all(hop.state is not HopState.WAITING for hop in self.hops)


class Run(BaseModel):
    """One alert that was sent. `latency_ms`: until it was answered."""

    id: UUID = Field(default_factory=uuid4)
    kind: Kind
    name: str
    scenario_id: str | None = None
    form: Form
    service: str
    severity: str
    sent_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    status: int | str
    latency_ms: float
    outcome: Outcome = Outcome.PENDING
    reason: str = ""
    error: str | None = None
    errors: list[FieldError] = []
    alert_id: UUID | None = None
    received_at: datetime | None = None
    incident_id: UUID | None = None
    incident_number: int | None = None
    chain: Chain | None = None


class Totals(BaseModel):
    """Counters since the start of the test runner or the last clearing."""

    sent: int = 0
    failed: int = 0
    new: int = 0
    existing: int = 0
    deduplicated: int = 0
    none: int = 0


class Ledger:
    """The newest runs, counters of all, and what was fired and may be ended."""

    def __init__(self) -> None:
        self.runs: deque[Run] = deque(maxlen=MOST_RUNS)
        self.totals = Totals()
        self.revision = 0
        self._fired: dict[tuple[Form, str], Firing] = {}

    def add(self, run: Run) -> None:
        """Note a run, the newest first."""
        self.runs.appendleft(run)
        self.count(run.outcome)
        self.changed()

    def settle(self, run: Run, outcome: Outcome) -> None:
        """The outcome of a pending run is known."""
        if run.outcome is Outcome.PENDING:
            self._count_outcome(outcome)
        run.outcome = outcome
        self.changed()

    def count(self, outcome: Outcome) -> None:
        """Count an alert that was sent."""
        self.totals.sent += 1
        self._count_outcome(outcome)

    def _count_outcome(self, outcome: Outcome) -> None:
        if outcome is Outcome.PENDING:
            return
        name = "failed" if outcome is Outcome.REFUSED else outcome.value
        setattr(self.totals, name, getattr(self.totals, name) + 1)

    def remember(self, fired: Firing) -> None:
        """It fires and was made here."""
        if len(self._fired) >= MOST_REMEMBERED:
            self._fired.pop(next(iter(self._fired)))
        self._fired[fired.form, fired.key] = fired

    def forget(self, fired: Firing) -> None:
        """It is over."""
        self._fired.pop((fired.form, fired.key), None)

    def fired(self) -> list[Firing]:
        """What was fired here and not ended."""
        return list(self._fired.values())

    def clear(self) -> None:
        """Forget the runs and start the counters anew; what fires stays known."""
        self.runs.clear()
        self.totals = Totals()
        self.changed()

    def changed(self) -> None:
        """Something that the page shows is another."""
        self.revision += 1

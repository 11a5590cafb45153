"""The way in for every event: stored in batches, answered after the commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.event import Event, Payload, Sender, with_defaults
from alert_ingestion.domain.plan import Intake, Outcome
from platform_contracts.vocabulary import Severity
from platform_kit.batching import Batcher

LARGEST: Final = 500
"""Events stored in one transaction; a larger request is stored in parts, in order."""


@dataclass
class Inlet:
    """Hands events to the batches. Critical alerts use a reserve that others may not."""

    batcher: Batcher[Intake, Outcome]
    strategy: str

    async def take(
        self, events: Sequence[Event], sender: Sender, payload: Payload | None = None
    ) -> list[Outcome]:
        """Store `events` of one request, in order; an outcome for each, once all are committed.

        Raises Unavailable when the database is away or too many wait; what was stored before that
        is recognised when the sender tries again.
        """
        strategy = sender.strategy or self.strategy
        intakes = [
            Intake(with_defaults(event, sender), strategy, sender.resolve_after, payload)
            for event in events
        ]
        size = len(payload.body) if payload else 0
        outcomes: list[Outcome] = []
        for start in range(0, len(intakes), LARGEST):
            part = intakes[start : start + LARGEST]
            urgent = any(is_urgent(intake) for intake in part)
            outcomes += await self.batcher.submit(part, size=size, urgent=urgent)
            size = 0
        return outcomes


def is_urgent(intake: Intake) -> bool:
    """Whether it may use the reserve of the queue and goes first."""
    event = intake.event
    return isinstance(event, NormalizedAlert) and event.severity is Severity.CRITICAL

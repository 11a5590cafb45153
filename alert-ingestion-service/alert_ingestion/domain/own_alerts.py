"""What the platform tells of itself: its own alerts go the way of every other alert."""

from collections.abc import Sequence
from typing import Protocol

from alert_ingestion.domain.event import Event, Payload, Sender
from alert_ingestion.domain.plan import Outcome


class TakesEvents(Protocol):
    """The way in for events; stored when this returns."""

    async def take(
        self, events: Sequence[Event], sender: Sender, payload: Payload | None = None
    ) -> list[Outcome]:
        """Store events of one sender, in order; an outcome for each."""
        ...

"""What every message between services carries, and how it is kept in order."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from platform_contracts.base import Instant, WireModel
from platform_contracts.vocabulary import Lane, Service


class Message(WireModel):
    """What every message carries. `id` and `traceparent` are set by the outbox when enqueued."""

    lane: ClassVar[Lane]
    destination: ClassVar[Service]
    lifetime: ClassVar[timedelta | None] = None
    """How long a delivery is tried; None for ever."""

    v: int = 1
    id: UUID | None = None
    occurred_at: Instant = Field(default_factory=lambda: datetime.now(UTC))
    traceparent: str | None = None

    @classmethod
    def name(cls) -> str:
        """The value of `type`: the class's own name."""
        return cls.__name__

    def order_key(self) -> str:
        """Messages with the same key are delivered one after another, oldest first.

        Empty for a message that waits for no other.
        """
        return ""


class IncidentMessage(Message):
    """A message about one incident; these keep their order."""

    incident_id: UUID

    def order_key(self) -> str:
        """One line per destination and incident."""
        return f"{self.destination}:{self.incident_id}"

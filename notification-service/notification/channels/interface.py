"""What a channel takes and what it answers."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from notification.domain.result import Result
from notification.domain.text import PageText


@dataclass(frozen=True)
class Outgoing:
    """A message to hand over. `id` stays the same on every attempt: the idempotency key."""

    id: UUID
    incident_id: UUID
    incident_number: int
    address: str
    person_name: str
    text: PageText
    facts: dict[str, object]
    trace_id: str | None = None


class ChannelSender(Protocol):
    """One channel."""

    @property
    def is_configured(self) -> bool:
        """Whether it can send at all."""
        ...

    async def send(self, message: Outgoing) -> Result:
        """Hand over one message; at most 15 seconds, never raises for a provider's failure."""
        ...

    async def close(self) -> None:
        """Close connections."""
        ...

"""What a channel takes and what it answers."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

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


@dataclass(frozen=True)
class Sent:
    """The provider took it; `receipt` is its own name for it."""

    receipt: str = ""


@dataclass(frozen=True)
class Retry:
    """Not now: try again, not before `after` if the provider said so."""

    reason: str
    kind: str = "error"
    after: timedelta | None = None


@dataclass(frozen=True)
class Rejected:
    """Never: the same message would be refused again."""

    reason: str
    kind: str = "rejected"


Result = Sent | Retry | Rejected


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

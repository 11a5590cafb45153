"""What a channel takes, what it answers, and how it is set up."""

from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from pydantic import ConfigDict, SecretStr

from notification.domain.result import Result
from notification.domain.text import PageText
from platform_contracts.base import RequestModel
from platform_contracts.vocabulary import IncidentStatus, Severity


@dataclass(frozen=True)
class Outgoing:
    """A message to hand over. `id` stays the same on every attempt: the idempotency key.

    `actions` are addresses that do it when they are called, by name (acknowledge, escalate).
    `update_of` is the receipt of an earlier message that this one takes the place of;
    `starts_thread`: it is the first about its incident to this address.
    """

    id: UUID
    kind: str
    address: str
    person_name: str
    text: PageText
    incident_id: UUID | None = None
    incident_number: int | None = None
    severity: Severity = Severity.INFO
    status: IncidentStatus = IncidentStatus.OPEN
    actions: dict[str, str] = field(default_factory=dict[str, str])
    update_of: str | None = None
    starts_thread: bool = False
    language: str = "en"
    facts: dict[str, object] = field(default_factory=dict[str, object])
    trace_id: str | None = None

    @property
    def can_be_answered(self) -> bool:
        """Whether buttons make sense: it is about one incident that nobody has answered."""
        return self.incident_id is not None and self.status is IncidentStatus.OPEN


@dataclass(frozen=True)
class Checked:
    """Whether the settings work, in the provider's words; `field` is the one it refused."""

    ok: bool
    detail: str
    field: str = ""


class ChannelConfig(RequestModel):
    """The settings of a channel. Fields of type SecretStr are sealed and never shown."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @classmethod
    def secret_names(cls) -> frozenset[str]:
        """The fields that are secrets, or hold some."""
        return frozenset(
            name for name, info in cls.model_fields.items() if _is_secret(info.annotation)
        )


def _is_secret(annotation: Any) -> bool:
    kinds = (annotation, *getattr(annotation, "__args__", ()))
    return any(
        isinstance(kind, type) and issubclass(kind, SecretStr | ChannelConfig) for kind in kinds
    )


class RoomConfig(ChannelConfig):
    """Settings of a channel that has rooms: services, and `team:<slug>`, to their rooms."""

    default_room: str = ""
    rooms: dict[str, str] = {}

    def room_of(self, service: str | None, team: str | None) -> str:
        """Where news of a service or team go; empty for nowhere."""
        named = (service, f"team:{team}" if team else None)
        return next((self.rooms[n] for n in named if n and n in self.rooms), self.default_room)


class SecretRoomConfig(RoomConfig):
    """Rooms are addresses that whoever knows them may post to: they are kept like secrets."""

    @classmethod
    def secret_names(cls) -> frozenset[str]:
        """The fields that are secrets."""
        return super().secret_names() | {"default_room", "rooms"}


class ChannelSender(Protocol):
    """One channel that is set up."""

    async def send(self, message: Outgoing) -> Result:
        """Hand over one message; at most 6 seconds, never raises for a provider's failure."""
        ...

    async def check(self) -> Checked:
        """Ask the provider whether the settings are right, without sending anything."""
        ...

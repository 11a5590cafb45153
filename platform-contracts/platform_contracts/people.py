"""References to people and actors, as they stand in incidents, timelines and messages."""

from uuid import UUID

from platform_contracts.base import WireModel


class PersonRef(WireModel):
    """A person as others see them; `email` is there where a page may need it."""

    id: UUID
    name: str
    email: str | None = None


class Actor(WireModel):
    """Who caused a change: a person, a service, or a sender (`kind`)."""

    kind: str
    id: str
    name: str


def service_actor(name: str) -> Actor:
    """The actor of a change that the platform made by itself."""
    return Actor(kind="service", id=name, name=name)

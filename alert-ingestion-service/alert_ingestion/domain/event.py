"""What a sender can say: an alert, a reply about one, the end of a whole group, a change."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from msgspec import structs

from alert_ingestion.domain.alert import NormalizedAlert


class ReplyAction(StrEnum):
    """What a sender asks to be done with the incident of one of its alerts."""

    ACKNOWLEDGE = "acknowledge"
    UNACKNOWLEDGE = "unacknowledge"
    SNOOZE = "snooze"
    NOTE = "note"


@dataclass(frozen=True)
class Reply:
    """Something said about an alert that fires; without such an alert it has no effect.

    `until` is the end of a snooze. `by` is the name of whoever said it, as the sender knows them.
    """

    source: str
    scope: str
    fingerprint: str
    action: ReplyAction
    by: str = ""
    note: str = ""
    until: datetime | None = None

    @property
    def identity(self) -> tuple[str, str]:
        """The alert that is meant."""
        return self.scope, self.fingerprint


@dataclass(frozen=True)
class GroupResolved:
    """All firing alerts of the sender's own group are over, also those it did not list."""

    source: str
    scope: str
    source_group: str


@dataclass(frozen=True)
class ChangeEvent:
    """A deployment, a flag, a configuration: never an incident, shown as "what changed"."""

    source: str
    scope: str
    summary: str
    service: str
    kind: str = "deployment"
    environment: str = "production"
    at: datetime | None = None
    author: str = ""
    revision: str = ""
    links: tuple[dict[str, str], ...] = ()
    details: dict[str, Any] = field(default_factory=dict[str, Any])


Event = NormalizedAlert | Reply | GroupResolved
"""What a sender says that the intake stores in order; changes have a table of their own."""


@dataclass(frozen=True)
class Due:
    """A firing alert, as it is stored, whose time has come: to expire, or to be judged again."""

    alert: NormalizedAlert


E = TypeVar("E", bound=NormalizedAlert | Reply | GroupResolved | ChangeEvent)


@dataclass(frozen=True)
class Sender:
    """Who posts: an integration with its defaults, or the open door of a source."""

    scope: str
    integration_id: UUID | None = None
    service: str | None = None
    team: str | None = None
    environment: str | None = None
    strategy: str | None = None
    resolve_after: timedelta | None = None


def with_defaults(event: E, sender: Sender) -> E:
    """The event in its sender's scope, routed as the integration says where it says nothing.

    The integration's service always wins: its key was made for that service.
    """
    if isinstance(event, NormalizedAlert):
        routes = sender.service or sender.team or sender.environment
        if event.scope == sender.scope and not routes:
            return event
        return structs.replace(
            event,
            scope=sender.scope,
            service=sender.service or event.service,
            team=event.team or sender.team,
            environment=sender.environment or event.environment,
        )
    if isinstance(event, ChangeEvent):
        return replace(event, scope=sender.scope, service=sender.service or event.service)
    return replace(event, scope=sender.scope)


@dataclass(frozen=True)
class Payload:
    """A request as it came, kept for inspection and replay."""

    id: UUID
    source: str
    body: bytes
    content_type: str = "application/json"
    integration_id: UUID | None = None

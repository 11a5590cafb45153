"""Wire models of what people do with incidents beside the steps of their life."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from platform_contracts.base import Body, Instant, Line, RequestModel, Text, WireModel
from platform_contracts.people import Actor, PersonRef
from platform_contracts.vocabulary import IncidentStatus, Severity

IncidentName = Annotated[Text, Field(min_length=1, max_length=64)]
"""An id, a number, or INC-number."""


class Reassign(RequestModel):
    """Page these people instead; the first one owns the incident."""

    people: Annotated[list[PersonRef], Field(min_length=1, max_length=20)]
    note: Body = ""


class AddResponder(RequestModel):
    """Ask somebody to help; `page` reaches them at once."""

    person: PersonRef
    page: bool = True
    note: Body = ""


class IncidentResponder(WireModel):
    """Somebody who was asked to help."""

    person: PersonRef
    added_by: Actor
    added_at: Instant


class Watcher(WireModel):
    """Somebody who is told of every step."""

    person: PersonRef
    since: Instant


class People(WireModel):
    """Everybody around an incident."""

    responders: list[IncidentResponder]
    watchers: list[Watcher]


class LinkKind(StrEnum):
    """How two incidents belong together."""

    RELATED = "related"
    CAUSED_BY = "caused_by"
    SAME_CAUSE = "same_cause"
    DUPLICATE = "duplicate"


class LinkIncident(RequestModel):
    """How the incident is related to another one."""

    incident: IncidentName
    kind: LinkKind = LinkKind.RELATED


class LinkedIncident(WireModel):
    """The other end of a link; `outgoing` says that the link was made from here."""

    id: UUID
    number: int
    title: str
    status: IncidentStatus
    severity: Severity
    kind: LinkKind
    outgoing: bool
    linked_at: Instant


class MergeInto(RequestModel):
    """Put this incident into another one: its alerts follow, it is closed."""

    into: IncidentName
    note: Body = ""


class SplitOff(RequestModel):
    """Make a new incident of some alerts of this one."""

    alert_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    title: Line | None = None
    severity: Severity | None = None


class AttachedAlert(WireModel):
    """An alert of the incident; its details are at `/api/v1/alerts/{alert_id}`."""

    alert_id: UUID
    attached_at: datetime

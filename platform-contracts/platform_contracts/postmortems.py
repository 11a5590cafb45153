"""Wire models of what is learnt from an incident: root cause, action items, recurrence."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from platform_contracts.base import Body, Instant, Line, RequestModel, Text, WireModel
from platform_contracts.people import Actor, PersonRef
from platform_contracts.vocabulary import IncidentStatus

RcaField = Literal["root_cause", "contributing_factors", "corrective_actions", "prevention"]


class PutRca(RequestModel):
    """The root-cause analysis of an incident, in Markdown; there is one for each."""

    root_cause: Body = ""
    contributing_factors: Body = ""
    corrective_actions: Body = ""
    prevention: Body = ""
    impact: Body = ""
    detection: Body = ""
    category: Annotated[Text | None, Field(max_length=64)] = None


class Rca(WireModel):
    """The root-cause analysis, and what is missing before the incident can be closed.

    `html` holds each field's Markdown, safe to show. Version 0: nothing was written yet.
    """

    incident_id: UUID
    root_cause: str = ""
    contributing_factors: str = ""
    corrective_actions: str = ""
    prevention: str = ""
    impact: str = ""
    detection: str = ""
    category: str | None = None
    html: dict[str, str] = {}
    version: int = 0
    updated_by: Actor | None = None
    updated_at: Instant | None = None
    required: bool
    missing: list[RcaField] = []
    closable: bool


class PutActionItem(RequestModel):
    """Something that keeps it from happening again."""

    title: Line
    kind: Literal["corrective", "preventive", "follow_up"] = "corrective"
    owner: PersonRef | None = None
    due_on: date | None = None
    done: bool = False


class ActionItem(WireModel):
    """An action item; `open_days` counts whole days since it was written, until it was done."""

    id: UUID
    incident_id: UUID
    incident_number: int
    title: str
    kind: str
    owner: PersonRef | None
    due_on: date | None
    done_at: Instant | None
    overdue: bool
    open_days: int
    created_by: Actor
    created_at: Instant


class Recurrence(WireModel):
    """An earlier incident of the same cause, and what was never done about it."""

    id: UUID
    number: int
    title: str
    status: IncidentStatus
    opened_at: Instant
    root_cause: str = ""
    why: str
    open_actions: list[ActionItem] = []
    summary: str
    """One sentence: "Same cause as INC-7, action open 12 days"."""

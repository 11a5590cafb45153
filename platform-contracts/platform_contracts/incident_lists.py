"""Wire models of lists of incidents: filters, facets, saved views, changes of many at once."""

from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from platform_contracts.base import Body, Instant, Line, RequestModel, Slug, Text, WireModel
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import IncidentStatus, Severity


def _label(text: str) -> str:
    if "=" not in text.strip("="):
        raise ValueError("is written as name=value")
    return text


Word = Annotated[Text, Field(min_length=1, max_length=255)]
Label = Annotated[Word, AfterValidator(_label)]


class IncidentFilter(RequestModel):
    """Which incidents; everything given must fit, of a list any value will do.

    `owner`: `me`, `my_teams`, `nobody`, or a person's id. `q`: beginnings of words of title,
    description and service, or a number. `since` and `until` are moments of opening.
    """

    status: Annotated[list[IncidentStatus], Field(max_length=6)] = []
    severity: Annotated[list[Severity], Field(max_length=5)] = []
    service: Annotated[list[Word], Field(max_length=100)] = []
    environment: Annotated[list[Word], Field(max_length=50)] = []
    team: Annotated[list[Word], Field(max_length=100)] = []
    owner: Word | None = None
    assignee: UUID | None = None
    label: Annotated[list[Label], Field(max_length=20)] = []
    q: Annotated[Text | None, Field(max_length=255)] = None
    since: Instant | None = None
    until: Instant | None = None
    breached: bool | None = None


class IncidentListQuery(IncidentFilter):
    """A page: by cursor, or for a window of the screen by offset (at most 10,000)."""

    cursor: Annotated[Text | None, Field(max_length=1024)] = None
    offset: Annotated[int, Field(ge=0, le=10_000)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 50


class ExportQuery(IncidentFilter):
    """What to export, and how."""

    format: Literal["csv", "json"] = "csv"


class FacetCount(WireModel):
    """How many incidents have this value."""

    value: str | None
    count: int


class IncidentFacets(WireModel):
    """What there is to choose from; each counted with all filters but its own.

    `capped`: counted among the newest 10,000 matches.
    """

    status: list[FacetCount]
    severity: list[FacetCount]
    service: list[FacetCount]
    environment: list[FacetCount]
    team: list[FacetCount]
    capped: bool = False


class PutView(RequestModel):
    """A saved filter; with a `team` everybody of the team sees it."""

    name: Line
    filter: IncidentFilter = IncidentFilter()
    team: Slug | None = None
    is_default: bool = False


class View(WireModel):
    """A saved filter."""

    id: UUID
    name: str
    filter: IncidentFilter
    team: str | None
    owner: PersonRef
    is_default: bool
    updated_at: Instant


class BulkAction(StrEnum):
    """What can be done with many incidents at once."""

    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"
    ASSIGN = "assign"
    SEVERITY = "severity"
    SNOOZE = "snooze"
    MERGE = "merge"
    NOTE = "note"


class BulkRequest(RequestModel):
    """One action on many incidents: named by id, or all that match a filter."""

    action: BulkAction
    ids: Annotated[list[UUID] | None, Field(min_length=1, max_length=10_000)] = None
    filter: IncidentFilter | None = None
    note: Body = ""
    assignee: PersonRef | None = None
    severity: Severity | None = None
    until: Instant | None = None
    into: Annotated[Text | None, Field(min_length=1, max_length=64)] = None

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise ValueError("give either ids or a filter")
        needed = {
            BulkAction.ASSIGN: "assignee",
            BulkAction.SEVERITY: "severity",
            BulkAction.SNOOZE: "until",
            BulkAction.MERGE: "into",
        }.get(self.action)
        if needed and getattr(self, needed) is None:
            raise ValueError(f"{self.action} needs {needed}")
        if self.action is BulkAction.NOTE and not self.note:
            raise ValueError("note needs a note")
        return self


class BulkItem(WireModel):
    """What became of one incident."""

    incident_id: UUID
    number: int | None = None
    outcome: Literal["waiting", "done", "unchanged", "refused"]
    reason: str = ""


class BulkJob(WireModel):
    """A change of many incidents. `items` holds what is not simply done, at most 500."""

    id: UUID
    action: BulkAction
    state: Literal["waiting", "running", "finished"]
    total: int
    done: int = 0
    unchanged: int = 0
    refused: int = 0
    items: list[BulkItem] = []
    created_at: Instant
    finished_at: Instant | None = None

"""Wire models of runbooks and their use in incidents."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from platform_contracts.base import Body, Instant, Line, RequestModel, Slug, Text, WireModel
from platform_contracts.incidents import WebLink
from platform_contracts.people import Actor


class RunbookStep(RequestModel):
    """One thing to do: a title, Markdown, and perhaps a command to copy or a page to open."""

    title: Line
    body: Body = ""
    command: Annotated[Text, Field(max_length=4096)] = ""
    url: WebLink | None = None


class PutRunbook(RequestModel):
    """A runbook; without `services` it is for all of them."""

    title: Line
    services: Annotated[list[Slug], Field(max_length=200)] = []
    summary: Body = ""
    url: WebLink | None = None
    steps: Annotated[list[RunbookStep], Field(max_length=200)] = []


class Runbook(WireModel):
    """A runbook as it is now. `summary_html` and the steps' Markdown are safe to show.

    `used` counts incidents in which a step was applied or skipped, `worked` those that were
    resolved after a step had been applied.
    """

    id: UUID
    title: str
    services: list[str]
    summary: str
    summary_html: str
    url: str | None
    steps: list[RunbookStep]
    steps_html: list[str]
    version: int
    archived_at: Instant | None
    edited_by: Actor
    updated_at: Instant
    used: int = 0
    worked: int = 0


class RunbookVersion(WireModel):
    """A runbook as it was saved."""

    version: int
    content: PutRunbook
    edited_by: Actor
    edited_at: Instant


class StepState(WireModel):
    """What became of a step in an incident; steps that nobody touched have none."""

    step: int
    version: int
    state: Literal["applied", "skipped"]
    reason: str = ""
    by: Actor
    at: Instant


class IncidentRunbook(WireModel):
    """A runbook on the page of an incident. `why` says how it was found."""

    runbook: Runbook
    states: list[StepState] = []
    why: str
    score: float | None = None


class IncidentRunbooks(WireModel):
    """Runbooks for an incident: those of its service first, then what the search found.

    `search_answered` is false while ai-analysis does not answer.
    """

    items: list[IncidentRunbook]
    search_answered: bool = True


class ApplyStep(RequestModel):
    """A step is done, or left out for a reason; `step` counts from 1."""

    runbook_id: UUID
    step: Annotated[int, Field(ge=1, le=200)]
    action: Literal["apply", "skip"] = "apply"
    reason: Body = ""


class UndoStep(RequestModel):
    """A step was not done after all."""

    runbook_id: UUID
    step: Annotated[int, Field(ge=1, le=200)]

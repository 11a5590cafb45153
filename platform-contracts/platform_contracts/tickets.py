"""Wire models of tickets in Jira and GitHub."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from platform_contracts.base import Body, Instant, Line, RequestModel, Text, WireModel
from platform_contracts.incidents import WebLink
from platform_contracts.people import Actor

Secret = Annotated[Text | None, Field(min_length=1, max_length=1024)]


class Tracker(StrEnum):
    """Where tickets are kept."""

    JIRA = "jira"
    GITHUB = "github"


class JiraSettings(RequestModel):
    """How to reach Jira. `token` is write-only; left out, the stored one stays.

    With `email` the token is that of an Atlassian account, without it a personal access token.
    """

    base_url: WebLink
    project: Line
    issue_type: Line = "Task"
    email: Annotated[Text | None, Field(max_length=255)] = None
    token: Secret = None


class GitHubSettings(RequestModel):
    """How to reach GitHub; `repository` is `owner/name`. `token` is write-only."""

    base_url: WebLink = "https://api.github.com"
    repository: Annotated[Text, Field(pattern=r"^[\w.-]+/[\w.-]+$", max_length=255)]
    labels: Annotated[list[Line], Field(max_length=20)] = ["incident"]
    token: Secret = None


class TrackerState(WireModel):
    """What is stored; of the token only whether there is one."""

    tracker: Tracker
    configured: bool
    base_url: str | None = None
    project: str | None = None
    issue_type: str | None = None
    email: str | None = None
    repository: str | None = None
    labels: list[str] = []
    has_token: bool = False
    updated_by: Actor | None = None
    updated_at: Instant | None = None


class TrackerTested(WireModel):
    """The other system's own answer: the project or repository it knows by that name."""

    name: str
    key: str
    url: str
    latency_ms: float


class CreateTicket(RequestModel):
    """A ticket for an incident, or for one of its action items. Asking twice makes one."""

    tracker: Tracker
    action_item_id: UUID | None = None
    title: Line | None = None
    description: Body | None = None


class LinkTicket(RequestModel):
    """A ticket that is there already, by its key (`OPS-12`) or number (`17`)."""

    tracker: Tracker
    key: Annotated[Text, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=64)]


class Ticket(WireModel):
    """A ticket; `state` is the other system's word, `done` what it means."""

    id: UUID
    incident_id: UUID
    action_item_id: UUID | None
    tracker: Tracker
    key: str
    url: str
    title: str
    state: str
    done: bool
    created_by: Actor
    created_at: Instant
    checked_at: Instant

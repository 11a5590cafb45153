"""Wire models of the knowledge base: entries that people add, and the model trained from them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from platform_contracts.base import Instant, Line, RequestModel, Text, WireModel
from platform_contracts.people import Actor

Lines = Annotated[list[Annotated[Line, Field(max_length=500)]], Field(max_length=50)]


class TechnologyNote(WireModel):
    """What is special about a cause on one technology."""

    name: str
    note: str


class PutKnowledge(RequestModel):
    """A root cause as this organisation knows it; each symptom is a line that an alert may say."""

    category: Annotated[Text, Field(max_length=64)]
    title: Annotated[Line, Field(max_length=200)]
    symptoms: Annotated[Lines, Field(min_length=1)]
    evidence: Lines = []
    actions: Lines = []


class Knowledge(WireModel):
    """An entry of the knowledge base. `id` is `base/<category>` for those that come packaged.

    A packaged entry has version 0 and is not edited: one that people add stands beside it.
    """

    id: str
    origin: Literal["packaged", "added"]
    category: str
    family: str = ""
    title: str
    symptoms: list[str]
    evidence: list[str]
    actions: list[str]
    technologies: list[TechnologyNote] = []
    version: int = 0
    updated_at: Instant | None = None
    updated_by: Actor | None = None


class KnowledgeVersion(WireModel):
    """An entry as it was; `deleted` marks the moment it was taken out."""

    entry_id: UUID
    version: int
    data: PutKnowledge
    deleted: bool = False
    at: Instant
    by: Actor


class KnowledgeIndex(WireModel):
    """The model in use here, and whether it knows everything that was taught.

    `state`: current, waiting (a training is due), training, failed (the old model serves on).
    """

    state: Literal["current", "waiting", "training", "failed"]
    model_version: str
    stored_version: str | None = None
    trained_at: Instant | None = None
    packaged_samples: int
    added_samples: int
    confirmed_samples: int
    reason: str = ""

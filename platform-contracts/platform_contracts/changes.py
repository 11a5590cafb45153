"""Wire models of change events: what was deployed, switched or configured, and when."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from platform_contracts.alerts import Link
from platform_contracts.base import Instant, Line, RequestModel, Slug, Text, WireModel


class PostChange(RequestModel):
    """The body of `POST /api/v1/changes`. The same `key` again is the same change."""

    summary: Line
    service: Slug
    environment: Slug = "production"
    kind: Annotated[Slug, Field(max_length=64, description="deployment, flag, config, ...")] = (
        "deployment"
    )
    at: Instant | None = None
    author: Annotated[Text, Field(max_length=255)] = ""
    revision: Annotated[Text, Field(max_length=255)] = ""
    links: Annotated[list[Link], Field(max_length=20)] = []
    details: dict[str, Any] = {}
    key: Annotated[Text, Field(min_length=1, max_length=512)] | None = None


class Change(WireModel):
    """A change event. `at` is when it happened, `received_at` when it was told."""

    id: UUID
    source: str
    kind: str
    summary: str
    service: str
    environment: str
    at: Instant
    received_at: Instant
    author: str = ""
    revision: str = ""
    links: list[dict[str, str]] = []
    details: dict[str, Any] = {}

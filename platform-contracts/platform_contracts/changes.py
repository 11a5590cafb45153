"""Wire models of change events: what was deployed, switched or configured, and when."""

import json
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from platform_contracts.alerts import Link
from platform_contracts.base import Instant, Line, RequestModel, Slug, Text, WireModel

LARGEST_DETAILS = 65_536


def _storable(details: dict[str, Any]) -> dict[str, Any]:
    try:
        text = json.dumps(details, allow_nan=False, ensure_ascii=False)
        size = len(text.encode())
    except (ValueError, RecursionError):
        raise ValueError("must be plain JSON without NaN or lone surrogates") from None
    if "\\u0000" in text:
        raise ValueError("must not contain the NUL character")
    if size > LARGEST_DETAILS:
        raise ValueError(f"must not be larger than {LARGEST_DETAILS} bytes")
    return details


Details = Annotated[dict[str, Any], AfterValidator(_storable)]
"""Any JSON object that the database can store."""


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
    details: Details = {}
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

"""Base classes of everything that crosses a service border."""

from datetime import datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints

T = TypeVar("T")


def _storable(text: str) -> str:
    """PostgreSQL text holds neither NUL nor a lone surrogate; say so instead of failing later."""
    if "\x00" in text:
        raise ValueError("must not contain the NUL character")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("must be valid Unicode without lone surrogates") from None
    return text


Text = Annotated[str, AfterValidator(_storable)]
"""Any text that the database can store."""
Line = Annotated[Text, StringConstraints(min_length=1, max_length=1024, strip_whitespace=True)]
"""One short, non-empty text: a title, a name."""
Slug = Annotated[
    Text, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\s/?#\x00-\x1f]+$")
]
"""A key people write in addresses and YAML: `payment-api`."""
Body = Annotated[Text, StringConstraints(max_length=65_536)]
"""Long text: a description, a comment."""
Instant = AwareDatetime
"""A moment in time; a value without an offset is refused."""


class WireModel(BaseModel):
    """A response or message: ignores unknown fields, so services may differ by a release."""

    model_config = ConfigDict(extra="ignore", frozen=True, from_attributes=True)


class RequestModel(BaseModel):
    """The body of a public request: unknown fields are refused, so that a typo is never lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Page(WireModel, Generic[T]):
    """One page of a list. `next_cursor` is null on the last page."""

    items: list[T]
    next_cursor: str | None = None


class CountedPage(Page[T], Generic[T]):
    """A page with the number of matches; `total` stops counting at 10,000 (`total_capped`)."""

    total: int
    total_capped: bool = False


class FieldError(WireModel):
    """One refused field: `field` is a dotted path into the body, `reason` a plain sentence."""

    field: str
    reason: str


class ProblemDetails(WireModel):
    """RFC 9457 problem; `type` is a stable documented slug."""

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str | None = None
    trace_id: str | None = None
    errors: list[FieldError] | None = None


def iso(moment: datetime) -> str:
    """RFC 3339 text of an aware moment, as all JSON of the platform writes it."""
    return moment.isoformat().replace("+00:00", "Z")

"""Keyset pages: a cursor names the last row shown, so page 10,000 costs what page 1 costs."""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Query

from platform_contracts.base import Page
from platform_kit.problems import Invalid

Row = TypeVar("Row")
Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=500, description="rows a page")]
Cursor = Annotated[str | None, Query(max_length=1024, description="from `next_cursor`")]


def encode_cursor(*values: datetime | UUID | int | str) -> str:
    """An opaque cursor of the sort key's values."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    text = json.dumps([str(v) if isinstance(v, UUID) else v for v in plain])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def page_of(
    rows: Sequence[Row],
    limit: int,
    view: Callable[[Row], Item],
    key: Callable[[Row], tuple[datetime | UUID | int | str, ...]],
) -> Page[Item]:
    """The page of `limit` + 1 rows that were read: the one too many says that there are more.

    `view` shows a row, `key` is the value of the sort key that the next page begins behind.
    """
    more = encode_cursor(*key(rows[limit - 1])) if len(rows) > limit else None
    return Page(items=[view(row) for row in rows[:limit]], next_cursor=more)


def decode_cursor(cursor: str, *kinds: type[Any]) -> list[Any]:
    """The values of a cursor, each of its kind. Raises Invalid for anything else."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if len(values) != len(kinds):
            raise ValueError("another number of values")
        return [_read(value, kind) for value, kind in zip(values, kinds, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise Invalid.field("cursor", "is not a cursor of this list") from None


def _read(value: Any, kind: type[Any]) -> Any:
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a moment without an offset")
        return moment
    if kind is int and not -(2**63) <= int(value) < 2**63:
        raise ValueError("a number out of range")
    if kind is not int and not isinstance(value, str):
        raise ValueError("not a text")
    if kind is str and "\x00" in value:
        raise ValueError("a NUL character")
    if kind is str:
        value.encode()  # a lone surrogate cannot be compared in the database
    return kind(value)

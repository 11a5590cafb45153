"""Rows for one statement: a batch travels as one JSON text, read by `jsonb_to_recordset`."""

from collections.abc import Sequence
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder()


def as_json(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as JSON text; UUIDs, moments and bytes (base64) in the form PostgreSQL reads."""
    return _encoder.encode(rows).decode()


def columns(definition: str) -> str:
    """The names of a `name type, …` list, for the insert beside it."""
    return ", ".join(column.split()[0] for column in definition.split(","))

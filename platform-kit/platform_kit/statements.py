"""Hot statements: sent as they are written (`$1`, `$2`, …), many rows as one JSON text.

What a batch writes can be one statement: each part reads its own rows, all of them see the
database as it was before any of them.
"""

from collections.abc import Sequence
from typing import Any, cast

import msgspec
from asyncpg import Record
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

Part = tuple[str, Sequence[dict[str, Any]]]
"""(statement, rows): the statement reads its rows from `{rows}`, a jsonb array."""


def _plain(value: Any) -> Any:
    """A wire model as its fields: all of them are types that JSON or msgspec knows."""
    if isinstance(value, BaseModel):
        return value.__dict__
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


_encode = msgspec.json.Encoder(enc_hook=_plain).encode


class NamedRecord(Record):
    """A row of the driver whose values are read as attributes."""

    def __getattr__(self, name: str) -> Any:
        """The value of a column. Raises AttributeError."""
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


async def run(session: AsyncSession, statement: str, *values: Any) -> Sequence[Any]:
    """Run one statement in the session's transaction; returns its rows, read as `row.name`.

    The first of a transaction goes through SQLAlchemy, which begins it; later ones go straight
    to the driver and raise its errors, which `is_retryable` and `is_unavailable` know.
    """
    driver = session.info.get("driver")
    if driver is not None:
        return await driver.fetch(statement, *values, record_class=NamedRecord)
    connection = await session.connection()
    result = await connection.exec_driver_sql(statement, values)
    raw = await connection.get_raw_connection()
    session.info["driver"] = cast("Any", raw.driver_connection)
    return result.all() if result.returns_rows else ()


async def write(session: AsyncSession, *parts: Part) -> None:
    """Run all parts that have rows as one statement."""
    wanted = [(statement, rows) for statement, rows in parts if rows]
    if not wanted:
        return
    named = [
        f"part_{index} AS ({statement.replace('{rows}', f'${index}::jsonb')})"
        for index, (statement, _) in enumerate(wanted, start=1)
    ]
    await run(session, f"WITH {', '.join(named)} SELECT", *(as_json(rows) for _, rows in wanted))


def as_json(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as JSON text; UUIDs, moments and bytes (base64) in the form PostgreSQL reads."""
    return _encode(rows).decode()


def columns(definition: str) -> str:
    """The names of a `name type, …` list, for the insert beside it."""
    return ", ".join(column.split()[0] for column in definition.split(","))

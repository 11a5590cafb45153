"""Putting messages into the outbox, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncSession

from platform_contracts.messages import Message
from platform_kit import tracing
from platform_kit.clock import now
from platform_kit.ids import new_id
from platform_kit.statements import Part, columns, write

_COLUMNS = """
    id uuid, lane text, destination text, key text, type text, body jsonb,
    enqueued_at timestamptz, due_at timestamptz, expires_at timestamptz, attempts integer,
    open_claims smallint, drops smallint, reason text
"""


async def enqueue(session: AsyncSession, *messages: Message, due: datetime | None = None) -> None:
    """Send `messages` once this transaction is committed, not before `due`.

    Their ids are minted here; the trace goes on in whatever they cause. Messages of one order
    key are delivered in the order of these calls.
    """
    if messages:
        await write(session, await outbox_part(session, messages, due=due))


async def outbox_part(
    session: AsyncSession, messages: Sequence[Message], *, due: datetime | None = None
) -> Part:
    """`enqueue` as a part of what a batch writes: with `write`, one statement for all."""
    moment = await now(session)
    table: Table = session.info["database"].tables.outbox
    statement = (
        f"INSERT INTO {table.fullname} ({columns(_COLUMNS)}) SELECT {columns(_COLUMNS)} "  # noqa: S608
        f"FROM jsonb_to_recordset({{rows}}) AS new({_COLUMNS})"
    )
    lanes: set[str] = session.info.setdefault("lanes", set())
    lanes.update(message.lane for message in messages)
    return statement, [_row(message, moment, due) for message in messages]


def _row(message: Message, moment: datetime, due: datetime | None) -> dict[str, Any]:
    stamp = {
        "id": message.id or new_id(),
        "occurred_at": moment,
        "traceparent": message.traceparent or tracing.current(),
    }
    return {
        "id": stamp["id"],
        "lane": message.lane,
        "destination": message.destination,
        "key": message.order_key() or f"{message.destination}:{stamp['id']}",
        "type": message.name(),
        "body": {**message.__dict__, **stamp},
        "enqueued_at": moment,
        "due_at": due or moment,
        "expires_at": moment + message.lifetime if message.lifetime else None,
        "attempts": 0,
        "open_claims": 0,
        "drops": 0,
        "reason": "",
    }

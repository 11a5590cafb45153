"""Messages that were enqueued for later and are overtaken by events before they are due."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncSession

from platform_contracts.messages import Message
from platform_kit.statements import Part


def release_part(
    session: AsyncSession, kind: type[Message], keys: Iterable[str], changes: dict[str, Any]
) -> Part:
    """What waits of `kind` under these order keys goes at once, with `changes` in its body: as a
    part of what a batch writes. A message that is on its way already stays as it is.
    """
    table: Table = session.info["database"].tables.outbox
    statement = (
        f"UPDATE {table.fullname} held SET due_at = now(), body = body || new.changes "  # noqa: S608
        "FROM jsonb_to_recordset({rows}) AS new(key text, type text, changes jsonb) "
        "WHERE held.key = new.key AND held.type = new.type AND held.dead_at IS NULL "
        "AND held.due_at > now() AND held.lease_until IS NULL"
    )
    rows = [{"key": key, "type": kind.name(), "changes": changes} for key in keys]
    if rows:
        session.info.setdefault("lanes", set()).add(kind.lane)
    return statement, rows

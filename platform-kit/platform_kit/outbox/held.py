"""Messages that were enqueued for later and are overtaken by events before they are due."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncSession

from platform_contracts.messages import Message
from platform_kit.statements import as_json, run


async def release(
    session: AsyncSession, kind: type[Message], keys: Sequence[str], changes: dict[str, Any]
) -> None:
    """What waits of `kind` under these order keys goes at once, with `changes` in its body.

    A message that is on its way already stays as it is.
    """
    table: Table = session.info["database"].tables.outbox
    await run(
        session,
        f"UPDATE {table.fullname} SET due_at = now(), body = body || $3::jsonb "  # noqa: S608
        "WHERE key = ANY ($1::text[]) AND type = $2 AND dead_at IS NULL AND due_at > now() "
        "AND lease_until IS NULL",
        list(keys),
        kind.name(),
        as_json([changes])[1:-1],
    )
    session.info.setdefault("lanes", set()).add(kind.lane)

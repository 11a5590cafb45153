"""Reading stream events in commit order.

Two transactions may commit in the reverse order of their ids. A row is handed out only when every
transaction that began before its own has ended (`xid < xmin` of the current snapshot); ordered by
(xid, id), nothing can then appear behind what was already handed out.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, order=True)
class Position:
    """A place in the stream; as text it is the `id` of a server-sent event."""

    xid: int
    id: int

    def __str__(self) -> str:
        return f"{self.xid}-{self.id}"

    @classmethod
    def parse(cls, value: str) -> "Position | None":
        """The position of an event id, None for anything else."""
        xid, _, row = value.partition("-")
        if not (xid.isdecimal() and row.isdecimal() and len(value) < 40):
            return None
        position = cls(int(xid), int(row))
        return position if position.xid < 2**63 and position.id < 2**63 else None


@dataclass(frozen=True)
class StreamRow:
    """One event of the stream."""

    position: Position
    topic: str
    entity_id: str
    version: int
    patch: dict[str, Any]
    team: str | None


_AFTER = text(
    """
    SELECT xid::text::bigint AS xid, id, topic, entity_id, version, patch, team
    FROM incidents.stream_events
    WHERE (xid, id) > (CAST(CAST(:xid AS text) AS xid8), :id)
      AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY stream_events.xid, stream_events.id LIMIT :limit
    """
)
_END = text("SELECT (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint - 1 AS xid")
_FORGET = text("DELETE FROM incidents.stream_events WHERE at < now() - interval '1 hour'")
_OLDEST = text(
    "SELECT xid::text::bigint AS xid, id FROM incidents.stream_events "
    "ORDER BY stream_events.xid, stream_events.id LIMIT 1"
)


async def events_after(
    session: AsyncSession, position: Position, limit: int = 500
) -> list[StreamRow]:
    """Events behind `position` whose order is final."""
    rows = await session.execute(
        _AFTER, {"xid": str(position.xid), "id": position.id, "limit": limit}
    )
    return [
        StreamRow(Position(r.xid, r.id), r.topic, r.entity_id, r.version, r.patch, r.team)
        for r in rows
    ]


async def end_of_stream(session: AsyncSession) -> Position:
    """The position behind everything whose order is final now."""
    xid: int = (await session.execute(_END)).scalar_one()
    return Position(xid, 2**63 - 1)


async def oldest(session: AsyncSession) -> Position | None:
    """The first event that is still kept."""
    row = (await session.execute(_OLDEST)).first()
    return Position(row.xid, row.id) if row else None


async def forget_old(session: AsyncSession) -> None:
    """Drop events older than an hour."""
    await session.execute(_FORGET)

"""The heartbeats' SQL. Every due time is compared with the database's clock."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.heartbeats.models import HeartbeatRow
from platform_kit.clock import UNMOVED

_PING = """
    UPDATE alerts.heartbeats SET
        last_ping_at = now(),
        due_at = CASE WHEN state = 'paused' THEN NULL
                      ELSE now() + make_interval(secs => interval_seconds) END,
        untold = CASE WHEN state = 'down' THEN 'resolved' ELSE untold END,
        down_at = NULL,
        state = CASE WHEN state = 'paused' THEN 'paused' ELSE 'up' END
    WHERE {where}
    RETURNING *
"""
_PINGS = {
    "token_hash": text(_PING.format(where="token_hash = :value")),
    "name": text(_PING.format(where="name = :value")),
    "id": text(_PING.format(where="id = :value")),
}
_EXPIRE = text(
    """
    UPDATE alerts.heartbeats SET
        state = CASE WHEN due_at + make_interval(secs => grace_seconds) <= now()
                     THEN 'down' ELSE 'late' END,
        down_at = CASE WHEN due_at + make_interval(secs => grace_seconds) <= now()
                       THEN now() END,
        untold = CASE WHEN due_at + make_interval(secs => grace_seconds) <= now()
                      THEN 'firing' ELSE untold END
    WHERE state IN ('up', 'late') AND due_at <= now()
      AND (state = 'up' OR due_at + make_interval(secs => grace_seconds) <= now())
    RETURNING state
    """
)
_TURN = text(
    f"""
    WITH before AS MATERIALIZED (SELECT last_turn_at FROM alerts.watch_turns)
    UPDATE alerts.watch_turns SET last_turn_at = {UNMOVED}
    RETURNING (SELECT last_turn_at FROM before) < {UNMOVED} - make_interval(secs => :seconds)
    """  # noqa: S608 - the kit's own constant
)
_GRACE = text(
    """
    UPDATE alerts.heartbeats SET
        due_at = greatest(due_at, now() + make_interval(secs => interval_seconds)), state = 'up'
    WHERE state IN ('up', 'late')
    """
)


async def add(session: AsyncSession, values: dict[str, Any]) -> HeartbeatRow | None:
    """Create one; None when the name is taken."""
    statement = insert(HeartbeatRow).values(**values).on_conflict_do_nothing()
    return await session.scalar(statement.returning(HeartbeatRow))


async def get(session: AsyncSession, heartbeat_id: UUID) -> HeartbeatRow | None:
    """One, locked: whoever reads it changes it or answers it."""
    query = select(HeartbeatRow).where(HeartbeatRow.id == heartbeat_id).with_for_update()
    return await session.scalar(query, execution_options={"populate_existing": True})


async def by_name(session: AsyncSession, name: str) -> HeartbeatRow | None:
    """The one with this name."""
    query = select(HeartbeatRow).where(HeartbeatRow.name == name).with_for_update()
    return await session.scalar(query, execution_options={"populate_existing": True})


async def is_taken(session: AsyncSession, name: str, but: UUID) -> bool:
    """Whether another one has this name."""
    query = select(HeartbeatRow.id).where(HeartbeatRow.name == name, HeartbeatRow.id != but)
    return await session.scalar(query) is not None


async def page(session: AsyncSession, after: str, limit: int) -> list[HeartbeatRow]:
    """By name."""
    query = select(HeartbeatRow).where(HeartbeatRow.name > after).order_by(HeartbeatRow.name)
    return list(await session.scalars(query.limit(limit)))


async def remove(session: AsyncSession, heartbeat_id: UUID) -> None:
    """Delete one."""
    await session.execute(delete(HeartbeatRow).where(HeartbeatRow.id == heartbeat_id))


async def ping(session: AsyncSession, by: str, value: str | UUID) -> Any | None:
    """It was heard of: the row as it is now, None when there is no such heartbeat.

    `by` is token_hash, name or id. A paused one notes the ping and stays paused.
    """
    return (await session.execute(_PINGS[by], {"value": value})).one_or_none()


async def expire(session: AsyncSession) -> Sequence[str]:
    """Those that are overdue become late or down; returns their new states."""
    return list(await session.scalars(_EXPIRE))


async def begin_turn(session: AsyncSession, outage_seconds: float) -> bool:
    """Note this turn; says whether nobody had looked for longer than `outage_seconds`."""
    return bool(await session.scalar(_TURN, {"seconds": outage_seconds}))


async def grant_grace(session: AsyncSession) -> None:
    """Nobody is overdue before one whole interval from now."""
    await session.execute(_GRACE)


async def untold(session: AsyncSession, most: int) -> list[HeartbeatRow]:
    """Those of which the intake has something to be told."""
    query = select(HeartbeatRow).where(HeartbeatRow.untold.is_not(None)).limit(most)
    return list(await session.scalars(query, execution_options={"populate_existing": True}))


async def told(session: AsyncSession, rows: Sequence[tuple[UUID, str]]) -> None:
    """The intake has stored what was untold; what came since stays untold."""
    for heartbeat_id, what in rows:
        same: ColumnElement[bool] = HeartbeatRow.untold == what
        await session.execute(
            update(HeartbeatRow).where(HeartbeatRow.id == heartbeat_id, same).values(untold=None)
        )

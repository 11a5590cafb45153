"""The outbox's SQL: claiming, settling and counting messages.

A suspect is a message whose last claim ended without an outcome (`open_claims`: this process
died or lost the database), or that made its receiver drop the connection (`drops`).
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncSession

SUSPECT = "(m.open_claims > 0 OR m.drops > 0)"
LEASE = "interval '10 seconds'"
MAX_OPEN_CLAIMS = 3
MAX_DROPS = 4


@dataclass
class Claimed:
    """Messages claimed together, under one token."""

    token: UUID
    rows: list[Any] = field(default_factory=list[Any])


def _outbox(session: AsyncSession) -> str:
    table: Table = session.info["database"].tables.outbox
    return table.fullname


def _eligible(outbox: str) -> str:
    """Due, free, and the oldest of its order key."""
    return f"""
        m.dead_at IS NULL AND m.due_at <= now()
        AND (m.lease_until IS NULL OR m.lease_until < pg_catalog.clock_timestamp())
        AND NOT EXISTS (
            SELECT 1 FROM {outbox} older
            WHERE older.key = m.key AND older.seq < m.seq AND older.dead_at IS NULL)
        """  # noqa: S608 - the table's own name


async def next_suspect(session: AsyncSession, *, busy: list[str]) -> Any | None:
    """The oldest suspect that may be tried, with `destination` and `open_claims`."""
    outbox = _outbox(session)
    statement = f"""
        SELECT m.destination, m.open_claims FROM {outbox} m
        WHERE {SUSPECT} AND m.destination <> ALL (:busy) AND {_eligible(outbox)}
        ORDER BY m.due_at, m.seq LIMIT 1
        """  # noqa: S608 - the table's own name
    return (await session.execute(text(statement), {"busy": busy})).first()


async def claim(
    session: AsyncSession,
    *,
    limit: int,
    lane: str | None = None,
    busy: list[str] | None = None,
    destination: str | None = None,
) -> Claimed:
    """Lease due messages: of each order key only the oldest.

    Either those of a `lane` that are not suspects and whose destination is not `busy`, or the
    suspects for one `destination`. Losing the claim in a crash only repeats it.
    """
    outbox = _outbox(session)
    values: dict[str, object] = {"limit": limit}
    if destination is not None:
        which = f"{SUSPECT} AND m.destination = :destination"
        order = "m.due_at, m.seq"
        values["destination"] = destination
    else:
        which = f"NOT {SUSPECT} AND m.lane = :lane AND m.destination <> ALL (:busy)"
        order = "m.seq"
        values |= {"lane": lane, "busy": busy or []}
    await session.execute(text("SET LOCAL synchronous_commit = off"))
    token = uuid4()
    statement = f"""
        WITH chosen AS (
            SELECT m.seq FROM {outbox} m
            WHERE {which} AND {_eligible(outbox)}
            ORDER BY {order} LIMIT :limit FOR UPDATE SKIP LOCKED
        )
        UPDATE {outbox} o
        SET claim_token = :token, lease_until = pg_catalog.clock_timestamp() + {LEASE},
            open_claims = o.open_claims + 1, attempts = o.attempts + 1
        FROM chosen WHERE o.seq = chosen.seq
        RETURNING o.seq, o.id, o.lane, o.destination, o.type, o.body, o.attempts,
                  o.open_claims, o.drops, o.expires_at < now() AS expired
        """  # noqa: S608 - the table's own name
    rows = list(await session.execute(text(statement), values | {"token": token}))
    return Claimed(token, sorted(rows, key=lambda row: row.seq))


async def delivered(session: AsyncSession, token: UUID, ids: list[UUID]) -> set[UUID]:
    """Take delivered messages out; returns those whose claim was still ours."""
    rows = await session.execute(
        text(
            f"DELETE FROM {_outbox(session)} WHERE id = ANY (:ids) AND claim_token = :token "  # noqa: S608
            "RETURNING id"
        ),
        {"ids": ids, "token": token},
    )
    return {row.id for row in rows}


async def retry(
    session: AsyncSession,
    token: UUID,
    ids: list[UUID],
    *,
    seconds: float,
    reason: str,
    dropped: bool = False,
) -> None:
    """Try again after `seconds`; `dropped` makes a message a suspect that goes alone."""
    await session.execute(
        text(
            f"""
            UPDATE {_outbox(session)}
            SET claim_token = NULL, lease_until = NULL, open_claims = 0,
                drops = drops + :drops, reason = :reason,
                due_at = now() + make_interval(secs => :seconds)
            WHERE id = ANY (:ids) AND claim_token = :token
            """  # noqa: S608
        ),
        {
            "ids": ids,
            "token": token,
            "seconds": seconds,
            "reason": reason[:500],
            "drops": 1 if dropped else 0,
        },
    )


async def bury(session: AsyncSession, token: UUID, ids: list[UUID], reason: str) -> None:
    """Make dead letters: kept with their reason, visible, replayable."""
    await session.execute(
        text(
            f"""
            UPDATE {_outbox(session)}
            SET claim_token = NULL, lease_until = NULL, dead_at = now(), reason = :reason
            WHERE id = ANY (:ids) AND claim_token = :token
            """  # noqa: S608
        ),
        {"ids": ids, "token": token, "reason": reason[:500]},
    )


async def release_all(session: AsyncSession, tokens: list[UUID]) -> None:
    """Give back what this process still holds, so that another takes it at once."""
    await session.execute(
        text(
            f"""
            UPDATE {_outbox(session)}
            SET claim_token = NULL, lease_until = NULL, open_claims = 0
            WHERE claim_token = ANY (:tokens)
            """  # noqa: S608
        ),
        {"tokens": tokens},
    )


async def lane_figures(session: AsyncSession) -> list[Any]:
    """Per lane: pending, dead, and the age in seconds of the oldest due message."""
    return list(
        await session.execute(
            text(
                f"""
                SELECT lane, count(*) FILTER (WHERE dead_at IS NULL) AS pending,
                       count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead,
                       coalesce(extract(epoch FROM now() - min(enqueued_at)
                           FILTER (WHERE dead_at IS NULL AND due_at <= now())), 0) AS oldest
                FROM {_outbox(session)} GROUP BY lane
                """  # noqa: S608
            )
        )
    )

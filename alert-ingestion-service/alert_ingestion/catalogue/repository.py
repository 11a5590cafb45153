"""The SQL of the graph's copy and of what was learnt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.catalogue.models import LearntEdgeRow, ServiceGraphRow

MOST_EDGES = 20_000
_RESTED = text(
    """
    SELECT members, touched_at FROM alerts.alert_groups
    WHERE strategy = 'topology' AND touched_at > :after AND touched_at <= :until
    ORDER BY touched_at LIMIT :most
    """
)
_FORGET = text(
    """
    DELETE FROM alerts.learnt_edges WHERE (low, high) IN (
        SELECT low, high FROM alerts.learnt_edges ORDER BY last_at DESC OFFSET :most)
    """
)


@dataclass(frozen=True)
class Rested:
    """A group that nothing was added to for a while: its members as they are stored."""

    members: Any
    touched_at: datetime


async def read(session: AsyncSession) -> ServiceGraphRow:
    """The copy."""
    return (
        await session.scalars(
            select(ServiceGraphRow), execution_options={"populate_existing": True}
        )
    ).one()


async def versions(session: AsyncSession) -> tuple[str, int]:
    """The versions of the copy and of what was learnt: cheap to ask for."""
    row = await session.execute(select(ServiceGraphRow.version, ServiceGraphRow.learnt_version))
    version, learnt = row.one()
    return version, learnt


async def claim_due(session: AsyncSession, next_seconds: float) -> str | None:
    """The version that is stored when it is time to ask again; the next time is set at once."""
    return await session.scalar(
        update(ServiceGraphRow)
        .where(ServiceGraphRow.due_at <= func.now())
        .values(due_at=func.now() + func.make_interval(0, 0, 0, 0, 0, 0, next_seconds))
        .returning(ServiceGraphRow.version)
    )


async def store(session: AsyncSession, version: str, graph: dict[str, Any]) -> None:
    """Replace the copy."""
    await session.execute(
        update(ServiceGraphRow).values(version=version, graph=graph, fetched_at=func.now())
    )


async def ask_at_once(session: AsyncSession) -> None:
    """The catalogue's graph is another one."""
    await session.execute(update(ServiceGraphRow).values(due_at=func.now()))


async def edges(session: AsyncSession) -> list[LearntEdgeRow]:
    """Everything learnt, the newest first, bounded."""
    query = select(LearntEdgeRow).order_by(LearntEdgeRow.last_at.desc()).limit(MOST_EDGES)
    return list(await session.scalars(query, execution_options={"populate_existing": True}))


async def rested(
    session: AsyncSession, after: datetime, until: datetime, most: int
) -> list[Rested]:
    """Groups last added to in (after, until], the oldest first."""
    rows = await session.execute(_RESTED, {"after": after, "until": until, "most": most})
    return [Rested(row.members, row.touched_at) for row in rows]


async def add_together(
    session: AsyncSession, pairs: Sequence[tuple[str, str, int]], now: datetime
) -> None:
    """Count pairs (low, high, times) that shared a group."""
    if not pairs:
        return
    statement = insert(LearntEdgeRow).values(
        [
            {"low": low, "high": high, "together": times, "last_at": now}
            for low, high, times in pairs
        ]
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["low", "high"],
            set_={
                "together": LearntEdgeRow.together + statement.excluded.together,
                "last_at": statement.excluded.last_at,
            },
        )
    )


async def mark_learnt(session: AsyncSession, until: datetime, *, changed: bool) -> None:
    """Groups up to `until` have been learnt from."""
    step = 1 if changed else 0
    await session.execute(
        update(ServiceGraphRow).values(
            learnt_until=until, learnt_version=ServiceGraphRow.learnt_version + step
        )
    )


async def bump(session: AsyncSession) -> None:
    """What was learnt is another now."""
    await session.execute(
        update(ServiceGraphRow).values(learnt_version=ServiceGraphRow.learnt_version + 1)
    )


async def forget_pairs(session: AsyncSession, pairs: Sequence[tuple[str, str]]) -> None:
    """These two do not belong together."""
    if pairs:
        both = tuple_(LearntEdgeRow.low, LearntEdgeRow.high)
        await session.execute(delete(LearntEdgeRow).where(both.in_(pairs)))


async def forget_edges(session: AsyncSession) -> None:
    """Keep the newest edges only."""
    await session.execute(_FORGET, {"most": MOST_EDGES})

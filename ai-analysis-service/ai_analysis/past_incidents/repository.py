"""SQL of confirmed causes and of the search among them."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.past_incidents.models import ConfirmedCause

_REPEATS: Final = 20

_STATISTICS = text(
    """
    SELECT s.most_common_elems::text::text[] AS terms, s.most_common_elem_freqs AS shares,
        (SELECT c.reltuples FROM pg_class c
         WHERE c.oid = 'analysis.confirmed_causes'::regclass) AS rows
    FROM pg_stats s
    WHERE s.schemaname = 'analysis' AND s.tablename = 'confirmed_causes' AND s.attname = 'terms'
    """
)


async def put_confirmed(session: AsyncSession, row: dict[str, Any]) -> bool:
    """Store a confirmed cause; an older one than the stored is ignored. Says whether it counts."""
    statement = insert(ConfirmedCause).values(row)
    names = [name for name in row if name != "incident_id"]
    stored = await session.execute(
        statement.on_conflict_do_update(
            index_elements=[ConfirmedCause.incident_id],
            set_={name: statement.excluded[name] for name in names},
            where=ConfirmedCause.confirmed_at <= statement.excluded.confirmed_at,
        ).returning(ConfirmedCause.incident_id)
    )
    return stored.first() is not None


async def get(session: AsyncSession, incident_id: UUID) -> ConfirmedCause | None:
    """The confirmed cause of an incident."""
    return await session.get(ConfirmedCause, incident_id)


async def term_statistics(session: AsyncSession) -> tuple[dict[str, float], float]:
    """The share (0-1) of incidents that have each common term, and how many incidents there are.

    As the database itself estimates them for its planner: empty before its first ANALYZE.
    """
    row = (await session.execute(_STATISTICS)).one_or_none()
    if row is None or row.terms is None:
        return {}, 0.0
    return dict(zip(row.terms, row.shares, strict=False)), max(float(row.rows), 0.0)


async def candidates(
    session: AsyncSession,
    any_of: Sequence[str],
    all_of: Sequence[str],
    but: UUID | None,
    limit: int,
) -> list[tuple[UUID, list[str]]]:
    """(incident id, terms) of incidents worth comparing, each once.

    The newest that have one of the first terms, and the newest that have all of the second: the
    same trouble long ago is not hidden behind newer incidents that merely resemble it.
    """
    columns = select(ConfirmedCause.incident_id, ConfirmedCause.terms)
    newest = columns.order_by(ConfirmedCause.confirmed_at.desc())
    if but is not None:
        newest = newest.where(ConfirmedCause.incident_id != but)
    wanted = [newest.where(ConfirmedCause.terms.overlap(list(any_of))).limit(limit)]
    if all_of:
        wanted.append(newest.where(ConfirmedCause.terms.contains(list(all_of))).limit(_REPEATS))
    found: dict[UUID, list[str]] = {}
    for query in wanted:
        found.update((row.incident_id, row.terms) for row in await session.execute(query))
    return list(found.items())


async def by_ids(session: AsyncSession, incident_ids: Sequence[UUID]) -> Sequence[ConfirmedCause]:
    """These, in any order."""
    found = await session.scalars(
        select(ConfirmedCause).where(ConfirmedCause.incident_id.in_(incident_ids))
    )
    return found.all()

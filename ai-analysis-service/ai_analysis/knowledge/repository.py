"""SQL of added entries and their versions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.knowledge.models import KnowledgeRow, KnowledgeVersionRow
from platform_contracts.people import Actor


async def find(session: AsyncSession, entry_id: UUID, *, lock: bool = False) -> KnowledgeRow | None:
    """One entry, locked for a change when asked."""
    query = select(KnowledgeRow).where(KnowledgeRow.id == entry_id)
    return await session.scalar(query.with_for_update() if lock else query)


async def page(
    session: AsyncSession, category: str | None, after: UUID | None, limit: int
) -> Sequence[KnowledgeRow]:
    """Entries by id, behind `after`."""
    query = select(KnowledgeRow).order_by(KnowledgeRow.id).limit(limit)
    if category is not None:
        query = query.where(KnowledgeRow.category == category)
    if after is not None:
        query = query.where(KnowledgeRow.id > after)
    return (await session.scalars(query)).all()


async def add(session: AsyncSession, row: KnowledgeRow) -> None:
    """A new entry."""
    session.add(row)
    await session.flush()


async def remove(session: AsyncSession, entry_id: UUID) -> None:
    """Take an entry out; its versions stay."""
    await session.execute(delete(KnowledgeRow).where(KnowledgeRow.id == entry_id))


async def record(
    session: AsyncSession,
    row: KnowledgeRow,
    version: int,
    data: dict[str, Any],
    at: datetime,
    by: Actor,
    *,
    deleted: bool = False,
) -> None:
    """Keep what an entry was from now on."""
    session.add(
        KnowledgeVersionRow(
            entry_id=row.id,
            version=version,
            data=data,
            deleted=deleted,
            at=at,
            actor_kind=by.kind,
            actor_id=by.id,
            actor_name=by.name,
        )
    )
    await session.flush()


async def versions(session: AsyncSession, entry_id: UUID) -> Sequence[KnowledgeVersionRow]:
    """Every version of an entry, the newest first."""
    rows = await session.scalars(
        select(KnowledgeVersionRow)
        .where(KnowledgeVersionRow.entry_id == entry_id)
        .order_by(KnowledgeVersionRow.version.desc())
    )
    return rows.all()

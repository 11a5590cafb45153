"""SQL of the runbooks' copies."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, literal_column, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.runbooks.models import RunbookCopy
from platform_kit.clock import UNMOVED


async def put(session: AsyncSession, row: dict[str, Any]) -> None:
    """Store a runbook as it is now; an older state than the stored one is ignored."""
    statement = insert(RunbookCopy).values({**row, "stored_at": literal_column(UNMOVED)})
    names = [*(name for name in row if name != "id"), "stored_at"]
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[RunbookCopy.id],
            set_={name: statement.excluded[name] for name in names},
            where=RunbookCopy.changed_at <= statement.excluded.changed_at,
        )
    )


async def mark(session: AsyncSession) -> str:
    """Another text whenever any copy has changed."""
    moments = func.coalesce(func.sum(func.extract("epoch", RunbookCopy.stored_at)), 0)
    row = (await session.execute(select(func.count(), moments))).one()
    return f"{row[0]}:{row[1]}"


async def newest(session: AsyncSession, limit: int) -> Sequence[RunbookCopy]:
    """The runbooks that exist, at most `limit` of them."""
    rows = await session.scalars(
        select(RunbookCopy)
        .where(RunbookCopy.deleted.is_(False))
        .order_by(RunbookCopy.changed_at.desc(), RunbookCopy.id)
        .limit(limit)
    )
    return rows.all()

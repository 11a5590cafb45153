"""SQL of analyses and suggestions."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from ai_analysis.suggestions.models import StoredAnalysis, StoredSuggestion


async def add(
    session: AsyncSession, analysis: StoredAnalysis, suggestions: Sequence[dict[str, object]]
) -> None:
    """Store an analysis and its suggestions; their rank is their place in the list."""
    session.add(analysis)
    await session.flush()
    rows = [
        {"analysis_id": analysis.id, "rank": rank, **suggestion}
        for rank, suggestion in enumerate(suggestions, start=1)
    ]
    if rows:
        await session.execute(insert(StoredSuggestion), rows)


async def newest(session: AsyncSession, incident_id: UUID) -> StoredAnalysis | None:
    """The newest analysis of an incident."""
    return await session.scalar(
        select(StoredAnalysis)
        .where(StoredAnalysis.incident_id == incident_id)
        .order_by(StoredAnalysis.analyzed_at.desc(), StoredAnalysis.id.desc())
        .limit(1)
    )


async def ranked(session: AsyncSession, analysis_id: UUID) -> Sequence[StoredSuggestion]:
    """The suggestions of an analysis, best first."""
    found = await session.scalars(
        select(StoredSuggestion)
        .where(StoredSuggestion.analysis_id == analysis_id)
        .order_by(StoredSuggestion.rank)
    )
    return found.all()


async def forget_superseded(session: AsyncSession, older_than: timedelta, limit: int) -> int:
    """Delete up to `limit` old analyses of incidents that have a newer one; returns how many."""
    newer = aliased(StoredAnalysis)
    superseded = (
        select(StoredAnalysis.id)
        .where(StoredAnalysis.analyzed_at < func.now() - older_than)
        .where(
            exists().where(
                newer.incident_id == StoredAnalysis.incident_id,
                newer.analyzed_at > StoredAnalysis.analyzed_at,
            )
        )
        .limit(limit)
    )
    gone = await session.execute(
        delete(StoredAnalysis).where(StoredAnalysis.id.in_(superseded)).returning(StoredAnalysis.id)
    )
    return len(gone.all())

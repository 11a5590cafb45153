"""SQL of feedback."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.feedback.models import StoredFeedback


async def put_feedback(session: AsyncSession, row: dict[str, Any]) -> UUID:
    """Store a judgement, replacing the same person's earlier one; returns its id."""
    statement = insert(StoredFeedback).values(row)
    changed = {name: statement.excluded[name] for name in ("helpful", "category", "note", "at")}
    stored = await session.execute(
        statement.on_conflict_do_update(
            index_elements=["incident_id", "suggestion_category", "actor_id"], set_=changed
        ).returning(StoredFeedback.id)
    )
    return stored.scalar_one()


async def of_incident(session: AsyncSession, incident_id: UUID) -> Sequence[StoredFeedback]:
    """Judgements about an incident, the newest first."""
    rows = await session.scalars(
        select(StoredFeedback)
        .where(StoredFeedback.incident_id == incident_id)
        .order_by(StoredFeedback.at.desc(), StoredFeedback.id.desc())
    )
    return rows.all()

"""SQL of feedback and confirmed causes."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.feedback.models import ConfirmedCause, StoredFeedback


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


async def put_confirmed(session: AsyncSession, row: dict[str, Any]) -> None:
    """Store a confirmed cause; an older one than the stored is ignored."""
    statement = insert(ConfirmedCause).values(row)
    names = ("category", "root_cause", "resolution", "confirmed_at")
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[ConfirmedCause.incident_id],
            set_={name: statement.excluded[name] for name in names},
            where=ConfirmedCause.confirmed_at <= statement.excluded.confirmed_at,
        )
    )

"""The sessions' SQL."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.accounts.models import SessionRow


async def lock(session: AsyncSession, session_id: UUID) -> SessionRow | None:
    """One session, locked: a refresh token is used once."""
    query = select(SessionRow).where(SessionRow.id == session_id).with_for_update()
    return await session.scalar(query, execution_options={"populate_existing": True})


async def revoke(session: AsyncSession, session_id: UUID, now: datetime) -> None:
    """End a session."""
    await session.execute(
        update(SessionRow)
        .where(SessionRow.id == session_id, SessionRow.revoked_at.is_(None))
        .values(revoked_at=now)
    )

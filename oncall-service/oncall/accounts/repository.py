"""The sessions' SQL."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.accounts.models import FailureRow, SessionRow


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


async def revoke_all(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """End every session of a person."""
    await session.execute(
        update(SessionRow)
        .where(SessionRow.person_id == person_id, SessionRow.revoked_at.is_(None))
        .values(revoked_at=now)
    )


async def failures(session: AsyncSession, name_hash: str, now: datetime) -> FailureRow:
    """The failures under a name, locked: guesses come one after another."""
    statement = insert(FailureRow).values(name_hash=name_hash, failures=0, last_at=now)
    await session.execute(statement.on_conflict_do_nothing())
    query = select(FailureRow).where(FailureRow.name_hash == name_hash).with_for_update()
    return (await session.scalars(query, execution_options={"populate_existing": True})).one()


async def forget_failures(session: AsyncSession, name_hash: str) -> None:
    """The name was signed in with."""
    await session.execute(delete(FailureRow).where(FailureRow.name_hash == name_hash))

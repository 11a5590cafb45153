"""The API keys' SQL."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.api_keys.models import ApiKeyRow


async def find(session: AsyncSession, key_id: UUID) -> ApiKeyRow | None:
    """One key."""
    return await session.get(ApiKeyRow, key_id)


async def listed(session: AsyncSession, by: UUID | None) -> list[ApiKeyRow]:
    """The newest first: all, or those of one person."""
    query = select(ApiKeyRow).order_by(ApiKeyRow.created_at.desc(), ApiKeyRow.id)
    if by is not None:
        query = query.where(ApiKeyRow.created_by == by)
    return list(await session.scalars(query.limit(500)))


async def revoke_all(session: AsyncSession, person: UUID, now: datetime) -> None:
    """End every key that a person made."""
    await session.execute(
        update(ApiKeyRow)
        .where(ApiKeyRow.created_by == person, ApiKeyRow.revoked_at.is_(None))
        .values(revoked_at=now)
    )

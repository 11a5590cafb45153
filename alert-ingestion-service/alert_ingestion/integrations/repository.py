"""The integrations' SQL."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.integrations.models import IntegrationRow


async def by_hash(session: AsyncSession, key_hash: str) -> IntegrationRow | None:
    """The integration with this key."""
    return await session.scalar(select(IntegrationRow).where(IntegrationRow.key_hash == key_hash))


async def page(session: AsyncSession, after: str, limit: int) -> list[IntegrationRow]:
    """Integrations by id."""
    query = select(IntegrationRow).order_by(IntegrationRow.id).limit(limit)
    if after:
        query = query.where(IntegrationRow.id > after)
    return list(await session.scalars(query))

"""The integrations' SQL."""

from collections.abc import Iterable
from uuid import UUID

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


async def strategies(session: AsyncSession, scopes: Iterable[str]) -> dict[str, str]:
    """The correlation strategies that integrations ask for, by scope."""
    ids = [found for scope in scopes if (found := integration_of(scope))]
    if not ids:
        return {}
    query = select(IntegrationRow.id, IntegrationRow.strategy).where(
        IntegrationRow.id.in_(ids), IntegrationRow.strategy.is_not(None)
    )
    return {str(found): strategy or "" for found, strategy in await session.execute(query)}


def integration_of(scope: str) -> UUID | None:
    """The integration behind a scope; None for the open door of a source."""
    try:
        return UUID(scope)
    except ValueError:
        return None

"""The integrations' SQL."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.integrations.models import IntegrationRow, SeenDeliveryRow

REMEMBERED = timedelta(days=7)
FORGET_AT_ONCE = 5_000


async def by_hash(session: AsyncSession, key_hash: str) -> IntegrationRow | None:
    """The integration with this key, or with this one as its former key that is still good."""
    former = (IntegrationRow.previous_key_hash == key_hash) & (
        IntegrationRow.previous_key_until > func.now()
    )
    query = select(IntegrationRow).where(or_(IntegrationRow.key_hash == key_hash, former))
    ordered = query.order_by((IntegrationRow.key_hash == key_hash).desc()).limit(1)
    return await session.scalar(ordered)


async def get(session: AsyncSession, integration_id: UUID) -> IntegrationRow | None:
    """One integration."""
    return await session.get(IntegrationRow, integration_id)


async def page(session: AsyncSession, after: UUID | None, limit: int) -> list[IntegrationRow]:
    """Integrations by id."""
    query = select(IntegrationRow).order_by(IntegrationRow.id).limit(limit)
    if after:
        query = query.where(IntegrationRow.id > after)
    return list(await session.scalars(query))


async def remove(session: AsyncSession, row: IntegrationRow) -> None:
    """Delete one; its alerts stay."""
    await session.delete(row)
    await session.flush()


async def was_seen(session: AsyncSession, integration_id: UUID, digest: bytes) -> bool:
    """Whether this delivery was taken before."""
    found = await session.get(SeenDeliveryRow, (integration_id, digest))
    return found is not None


async def remember(
    session: AsyncSession, integration_id: UUID, digest: bytes, now: datetime
) -> None:
    """Note that a delivery was taken."""
    row = {"integration_id": integration_id, "digest": digest, "received_at": now}
    await session.execute(insert(SeenDeliveryRow).values(row).on_conflict_do_nothing())


async def forget_old(session: AsyncSession) -> int:
    """Forget deliveries of a week ago, some at a time; how many."""
    old = (
        select(SeenDeliveryRow.integration_id, SeenDeliveryRow.digest)
        .where(SeenDeliveryRow.received_at < func.now() - REMEMBERED)
        .limit(FORGET_AT_ONCE)
        .cte("old")
    )
    gone = delete(SeenDeliveryRow).where(
        SeenDeliveryRow.integration_id == old.c.integration_id,
        SeenDeliveryRow.digest == old.c.digest,
    )
    result = await session.execute(gone.returning(SeenDeliveryRow.digest))
    return len(result.all())


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

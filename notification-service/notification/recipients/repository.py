"""The SQL of the recipient list and of what was mailed to it."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notification.deliveries.models import DeliveryRow
from notification.deliveries.rows import NOBODY
from notification.recipients.models import RecipientRow
from platform_contracts.vocabulary import Channel

MOST: Final = 500
_TO_THE_LIST = (
    (DeliveryRow.kind == "notice")
    & (DeliveryRow.channel == Channel.EMAIL)
    & (DeliveryRow.person_id == NOBODY)
)


async def addresses(session: AsyncSession) -> list[str]:
    """All of them."""
    query = select(RecipientRow.address).order_by(RecipientRow.added_at, RecipientRow.id)
    return list(await session.scalars(query.limit(MOST)))


async def add(session: AsyncSession, values: dict[str, Any]) -> RecipientRow | None:
    """Add one; None when the address is on the list."""
    statement = insert(RecipientRow).values(**values).on_conflict_do_nothing()
    rows = await session.scalars(statement.returning(RecipientRow))
    return rows.first()


async def remove(session: AsyncSession, recipient_id: UUID) -> bool:
    """Take one away; False when there is none."""
    statement = delete(RecipientRow).where(RecipientRow.id == recipient_id)
    return (await session.scalar(statement.returning(RecipientRow.id))) is not None


async def count(session: AsyncSession) -> int:
    """How many there are."""
    return await session.scalar(select(func.count()).select_from(RecipientRow)) or 0


async def page(session: AsyncSession, offset: int, limit: int) -> list[RecipientRow]:
    """Some of them, in the order they were added."""
    query = select(RecipientRow).order_by(RecipientRow.added_at, RecipientRow.id)
    return list(await session.scalars(query.offset(offset).limit(limit)))


async def count_mails(session: AsyncSession) -> int:
    """How many mails went to the list."""
    return await session.scalar(select(func.count(DeliveryRow.id)).where(_TO_THE_LIST)) or 0


async def mails(session: AsyncSession, offset: int, limit: int) -> list[DeliveryRow]:
    """Mails to the list, the newest first."""
    query = select(DeliveryRow).where(_TO_THE_LIST)
    query = query.order_by(DeliveryRow.created_at.desc(), DeliveryRow.id.desc())
    return list(await session.scalars(query.offset(offset).limit(limit)))

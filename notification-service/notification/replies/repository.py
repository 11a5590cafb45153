"""The replies' SQL."""

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notification.channels.sms.models import OptOutRow
from notification.deliveries.models import DeliveryRow
from notification.replies.models import UsedReplyRow
from platform_contracts.vocabulary import Channel


async def use(session: AsyncSession, delivery_id: UUID, action: str) -> bool:
    """Remember that it was used; False when it was before."""
    statement = insert(UsedReplyRow).values(delivery_id=delivery_id, action=action, at=func.now())
    statement = statement.on_conflict_do_nothing().returning(UsedReplyRow.action)
    return (await session.scalar(statement)) is not None


async def incident_by_number(session: AsyncSession, number: int) -> UUID | None:
    """The incident that people know by this number, if anybody was paged for it."""
    query = select(DeliveryRow.incident_id).where(DeliveryRow.incident_number == number)
    return await session.scalar(query.order_by(DeliveryRow.created_at.desc()).limit(1))


async def last_page_to(session: AsyncSession, channel: Channel, address: str) -> DeliveryRow | None:
    """The newest page that was sent to this address."""
    query = select(DeliveryRow).where(
        DeliveryRow.channel == channel,
        DeliveryRow.address == address,
        DeliveryRow.kind == "page",
        DeliveryRow.sent_at.is_not(None),
    )
    return await session.scalar(query.order_by(DeliveryRow.created_at.desc()).limit(1))


async def opt_out(session: AsyncSession, address: str) -> None:
    """No more texts and calls to this number."""
    for channel in (Channel.SMS, Channel.VOICE):
        statement = insert(OptOutRow).values(channel=channel, address=address, at=func.now())
        await session.execute(statement.on_conflict_do_nothing())


async def opt_in(session: AsyncSession, address: str) -> None:
    """Texts and calls again."""
    await session.execute(delete(OptOutRow).where(OptOutRow.address == address))

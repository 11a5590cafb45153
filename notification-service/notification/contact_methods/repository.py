"""The contact methods' SQL."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notification.contact_methods.models import ContactMethodRow
from platform_contracts.vocabulary import Channel


async def get(session: AsyncSession, method_id: UUID) -> ContactMethodRow | None:
    """One contact method."""
    return await session.get(ContactMethodRow, method_id)


async def of_person(session: AsyncSession, person_id: UUID) -> list[ContactMethodRow]:
    """A person's contact methods."""
    query = select(ContactMethodRow).where(ContactMethodRow.person_id == person_id)
    return list(await session.scalars(query.order_by(ContactMethodRow.id).limit(100)))


async def of_people(session: AsyncSession, people: Collection[UUID]) -> list[ContactMethodRow]:
    """The contact methods of these people, each person's in their order."""
    query = select(ContactMethodRow).where(ContactMethodRow.person_id.in_(people))
    return list(await session.scalars(query.order_by(ContactMethodRow.id)))


async def put(session: AsyncSession, method_id: UUID, values: dict[str, Any]) -> ContactMethodRow:
    """Create or replace."""
    statement = insert(ContactMethodRow).values(id=method_id, **values)
    statement = statement.on_conflict_do_update(index_elements=["id"], set_=values)
    rows = await session.scalars(
        statement.returning(ContactMethodRow), execution_options={"populate_existing": True}
    )
    return rows.one()


async def by_address(
    session: AsyncSession, channel: Channel, address: str
) -> ContactMethodRow | None:
    """Whose address this is; verified ones first."""
    query = (
        select(ContactMethodRow)
        .where(ContactMethodRow.channel == channel, ContactMethodRow.address == address)
        .order_by(ContactMethodRow.verified_at.asc().nulls_last())
    )
    return await session.scalar(query.limit(1))


async def forget(session: AsyncSession, channel: Channel, address: str) -> None:
    """Take away what is gone for good."""
    await session.execute(
        delete(ContactMethodRow).where(
            ContactMethodRow.channel == channel, ContactMethodRow.address == address
        )
    )

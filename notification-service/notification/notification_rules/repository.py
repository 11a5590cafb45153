"""The rules' SQL."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notification.notification_rules.models import RulesRow


async def get(session: AsyncSession, person_id: UUID) -> RulesRow | None:
    """A person's rules."""
    return await session.get(RulesRow, person_id)


async def of_people(session: AsyncSession, people: Collection[UUID]) -> list[RulesRow]:
    """The rules of these people; those without any are left out."""
    query = select(RulesRow).where(RulesRow.person_id.in_(people))
    return list(await session.scalars(query))


async def put(session: AsyncSession, person_id: UUID, values: dict[str, Any]) -> RulesRow:
    """Create or replace."""
    statement = insert(RulesRow).values(person_id=person_id, **values)
    statement = statement.on_conflict_do_update(index_elements=["person_id"], set_=values)
    rows = await session.scalars(
        statement.returning(RulesRow), execution_options={"populate_existing": True}
    )
    return rows.one()

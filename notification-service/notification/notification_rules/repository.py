"""The rules' SQL."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notification.notification_rules.models import RulesRow


async def get(session: AsyncSession, person_id: UUID) -> RulesRow | None:
    """A person's rules."""
    return await session.get(RulesRow, person_id)


async def put(session: AsyncSession, person_id: UUID, values: dict[str, Any]) -> RulesRow:
    """Create or replace."""
    statement = insert(RulesRow).values(person_id=person_id, **values)
    statement = statement.on_conflict_do_update(index_elements=["person_id"], set_=values)
    rows = await session.scalars(
        statement.returning(RulesRow), execution_options={"populate_existing": True}
    )
    return rows.one()

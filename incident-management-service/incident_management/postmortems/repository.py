"""The SQL of root-cause analyses."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.postmortems.models import PostmortemRow


async def get(session: AsyncSession, incident_id: UUID) -> PostmortemRow | None:
    """The analysis of an incident, None before the first one was written."""
    return await session.get(PostmortemRow, incident_id, populate_existing=True)


async def put(session: AsyncSession, incident_id: UUID, values: dict[str, Any]) -> PostmortemRow:
    """Create or replace; a replaced one is a further version."""
    statement = insert(PostmortemRow).values(incident_id=incident_id, version=1, **values)
    statement = statement.on_conflict_do_update(
        index_elements=["incident_id"], set_=values | {"version": PostmortemRow.version + 1}
    ).returning(PostmortemRow)
    row = await session.scalars(statement, execution_options={"populate_existing": True})
    return row.one()

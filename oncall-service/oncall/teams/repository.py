"""The teams' SQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.teams.models import TeamRow
from platform_kit.ids import new_id


async def find(session: AsyncSession, key: str) -> TeamRow | None:
    """A team by slug or id."""
    row = await session.scalar(select(TeamRow).where(TeamRow.slug == key))
    if row is not None:
        return row
    try:
        return await session.get(TeamRow, UUID(key))
    except ValueError:
        return None


async def put(session: AsyncSession, slug: str, values: dict[str, Any]) -> TeamRow:
    """Create or replace."""
    statement = insert(TeamRow).values(id=new_id(), slug=slug, **values)
    statement = statement.on_conflict_do_update(index_elements=["slug"], set_=values)
    rows = await session.scalars(
        statement.returning(TeamRow), execution_options={"populate_existing": True}
    )
    return rows.one()


async def page(session: AsyncSession, after: str, limit: int) -> list[TeamRow]:
    """Teams by slug."""
    query = select(TeamRow).where(TeamRow.slug > after).order_by(TeamRow.slug).limit(limit)
    return list(await session.scalars(query))

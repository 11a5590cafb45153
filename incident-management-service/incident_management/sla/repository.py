"""The SQL of policies."""

from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.sla.models import SlaPolicyRow

DEFAULT = "default"


async def get(session: AsyncSession, slug: str) -> SlaPolicyRow | None:
    """One policy."""
    return await session.get(SlaPolicyRow, slug)


async def get_or_default(session: AsyncSession, slug: str | None) -> SlaPolicyRow | None:
    """The named policy, else the default one; None when that was removed as well."""
    query = select(SlaPolicyRow).where(SlaPolicyRow.slug.in_((slug or DEFAULT, DEFAULT)))
    rows = {row.slug: row for row in await session.scalars(query)}
    return rows.get(slug or DEFAULT) or rows.get(DEFAULT)


async def page(session: AsyncSession, after: str, limit: int) -> list[SlaPolicyRow]:
    """Policies by slug."""
    query = select(SlaPolicyRow).where(SlaPolicyRow.slug > after).order_by(SlaPolicyRow.slug)
    return list(await session.scalars(query.limit(limit)))


async def put(session: AsyncSession, slug: str, values: dict[str, Any]) -> SlaPolicyRow:
    """Create or replace."""
    statement = insert(SlaPolicyRow).values(slug=slug, **values)
    statement = statement.on_conflict_do_update(
        index_elements=["slug"], set_={**values, "updated_at": func.now()}
    ).returning(SlaPolicyRow)
    row = await session.scalars(statement, execution_options={"populate_existing": True})
    return row.one()


async def remove(session: AsyncSession, slug: str) -> bool:
    """Delete one; False when there was none."""
    query = delete(SlaPolicyRow).where(SlaPolicyRow.slug == slug).returning(SlaPolicyRow.slug)
    return await session.scalar(query) is not None

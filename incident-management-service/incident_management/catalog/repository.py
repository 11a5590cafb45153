"""The catalogue's SQL."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.catalog.models import ServiceRow


async def get(session: AsyncSession, slug: str) -> ServiceRow | None:
    """One service."""
    return await session.get(ServiceRow, slug)


async def page(session: AsyncSession, after: str, limit: int) -> list[ServiceRow]:
    """Services by slug."""
    query = select(ServiceRow).where(ServiceRow.slug > after).order_by(ServiceRow.slug)
    return list(await session.scalars(query.limit(limit)))


async def put(session: AsyncSession, slug: str, values: dict[str, Any]) -> ServiceRow:
    """Create or replace."""
    statement = insert(ServiceRow).values(slug=slug, **values)
    statement = statement.on_conflict_do_update(
        index_elements=["slug"], set_={**values, "updated_at": func.now()}
    ).returning(ServiceRow)
    row = await session.scalars(statement, execution_options={"populate_existing": True})
    return row.one()


async def add_unowned(session: AsyncSession, slug: str, environment: str) -> None:
    """Add a service that only its alerts tell of; leaves a known one alone."""
    await session.execute(
        insert(ServiceRow)
        .values(slug=slug, name=slug, environment=environment, depends_on=[], runs_on=[])
        .on_conflict_do_nothing()
    )


async def set_graph(session: AsyncSession, slug: str, values: dict[str, Any]) -> None:
    """Write a service's place in the graph; makes it known if it was not."""
    statement = insert(ServiceRow).values(slug=slug, name=slug, **values)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["slug"], set_={**values, "updated_at": func.now()}
        )
    )


async def graph(session: AsyncSession) -> list[ServiceRow]:
    """Every service, for the graph."""
    return list(await session.scalars(select(ServiceRow).order_by(ServiceRow.slug).limit(10_000)))

"""The catalogue's SQL."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.catalog.models import ServiceRow

_OPEN = text(
    """
    SELECT service, count(*) AS number FROM incidents.incidents
    WHERE status NOT IN ('resolved', 'closed') AND service = ANY (:slugs) GROUP BY service
    """
)


async def get(session: AsyncSession, slug: str) -> ServiceRow | None:
    """One service."""
    return await session.get(ServiceRow, slug)


async def page(
    session: AsyncSession, after: str, limit: int, team: str | None = None
) -> list[ServiceRow]:
    """Services by slug."""
    query = select(ServiceRow).where(ServiceRow.slug > after).order_by(ServiceRow.slug)
    if team:
        query = query.where(ServiceRow.team == team)
    return list(await session.scalars(query.limit(limit)))


async def open_incidents(session: AsyncSession, slugs: Collection[str]) -> dict[str, int]:
    """How many incidents of these services are open; services without one are left out."""
    rows = await session.execute(_OPEN, {"slugs": list(slugs)})
    return {row.service: row.number for row in rows}


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

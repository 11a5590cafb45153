"""The SQL of saved filters."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.views.models import ViewRow


async def get(session: AsyncSession, view_id: UUID) -> ViewRow | None:
    """One saved filter."""
    return await session.get(ViewRow, view_id)


async def visible(
    session: AsyncSession, person: str, teams: Collection[str], *, every_team: bool
) -> list[ViewRow]:
    """Own ones and those of the teams, by name."""
    shared = ViewRow.team.is_not(None) if every_team else ViewRow.team.in_(sorted(teams))
    query = select(ViewRow).where(or_(ViewRow.owner_id == person, shared))
    return list(await session.scalars(query.order_by(ViewRow.name, ViewRow.id).limit(500)))


async def clear_default(session: AsyncSession, person: str) -> None:
    """The person has no default any more."""
    await session.execute(
        update(ViewRow)
        .where(ViewRow.owner_id == person, ViewRow.is_default)
        .values(is_default=False)
    )

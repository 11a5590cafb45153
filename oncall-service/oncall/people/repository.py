"""The people's SQL."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.people.models import PersonRow


async def get(session: AsyncSession, person_id: UUID) -> PersonRow | None:
    """One person."""
    return await session.get(PersonRow, person_id)


async def by_name(session: AsyncSession, name: str) -> PersonRow | None:
    """The active person with this login or e-mail address, in any case."""
    wanted = name.strip().lower()
    query = select(PersonRow).where(
        PersonRow.active,
        or_(func.lower(PersonRow.login) == wanted, func.lower(PersonRow.email) == wanted),
    )
    return (await session.scalars(query.order_by(PersonRow.id).limit(1))).first()


async def active(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, PersonRow]:
    """The active ones among `ids`."""
    query = select(PersonRow).where(PersonRow.id.in_(ids), PersonRow.active)
    return {row.id: row for row in await session.scalars(query)}


async def by_subject(session: AsyncSession, subject: str) -> PersonRow | None:
    """Whoever the sign-in provider knows by this subject."""
    return await session.scalar(select(PersonRow).where(PersonRow.oidc_subject == subject))


async def by_names(session: AsyncSession, names: Collection[str]) -> dict[str, UUID]:
    """Active people by id, login, e-mail address or name, all in lower case, among `names`."""
    wanted = {name.lower().removeprefix("urn:uuid:") for name in names}
    columns = (PersonRow.login, PersonRow.email, PersonRow.name, cast(PersonRow.id, Text))
    query = select(PersonRow).where(
        PersonRow.active, or_(*(func.lower(column).in_(wanted) for column in columns))
    )
    found: dict[str, UUID] = {}
    for row in await session.scalars(query.order_by(PersonRow.login)):
        for name in (row.name, row.email or "", row.login, str(row.id), f"urn:uuid:{row.id}"):
            found.setdefault(name.lower(), row.id)
    return found


async def admins(session: AsyncSession) -> list[PersonRow]:
    """The active administrators of the platform."""
    everywhere = PersonRow.roles["*"].astext == "admin"
    query = select(PersonRow).where(PersonRow.active, everywhere).order_by(PersonRow.login)
    return list(await session.scalars(query))


async def named(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, PersonRow]:
    """Those among `ids` that exist, active or not."""
    query = select(PersonRow).where(PersonRow.id.in_(ids))
    return {row.id: row for row in await session.scalars(query)}


async def known(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Those among `ids` that exist."""
    return set(await session.scalars(select(PersonRow.id).where(PersonRow.id.in_(ids))))


async def login_is_taken(session: AsyncSession, login: str, by_other_than: UUID) -> bool:
    """Whether somebody else has this login."""
    query = select(PersonRow.id).where(PersonRow.login == login, PersonRow.id != by_other_than)
    return (await session.scalar(query)) is not None


async def put(session: AsyncSession, person_id: UUID, values: dict[str, Any]) -> PersonRow:
    """Create or replace."""
    gone = None if values["active"] else func.now()
    kept = None if values["active"] else func.coalesce(PersonRow.left_at, func.now())
    statement = insert(PersonRow).values(id=person_id, left_at=gone, **values)
    statement = statement.on_conflict_do_update(
        index_elements=["id"], set_={**values, "left_at": kept, "updated_at": func.now()}
    ).returning(PersonRow)
    rows = await session.scalars(statement, execution_options={"populate_existing": True})
    return rows.one()


async def page(session: AsyncSession, after: str, limit: int) -> list[PersonRow]:
    """People by login."""
    query = select(PersonRow).where(PersonRow.login > after).order_by(PersonRow.login)
    return list(await session.scalars(query.limit(limit)))

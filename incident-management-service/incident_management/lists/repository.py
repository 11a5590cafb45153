"""The SQL of lists: keyset pages, capped counts, facets in one pass."""

from typing import Any, Final

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents.models import IncidentRow
from incident_management.lists.filters import Conditions

COUNT_CAP: Final = 10_000
FACETS: Final = ("status", "severity", "service", "environment", "team")
MOST_VALUES: Final = 50


async def page(
    session: AsyncSession,
    where: Conditions,
    before: list[Any] | None,
    limit: int,
    offset: int = 0,
) -> list[IncidentRow]:
    """The newest first; `before` = (opened_at, id) of the last row shown."""
    return list(await session.scalars(page_query(where, before, limit, offset)))


def page_query(
    where: Conditions, before: list[Any] | None, limit: int, offset: int = 0
) -> Select[IncidentRow]:
    """The statement of a page."""
    query = select(IncidentRow).where(*where)
    if before:
        query = query.where(tuple_(IncidentRow.opened_at, IncidentRow.id) < tuple_(*before))
    query = query.order_by(IncidentRow.opened_at.desc(), IncidentRow.id.desc())
    return query.limit(limit).offset(offset)


async def ids(session: AsyncSession, where: Conditions, limit: int) -> list[Any]:
    """Ids of matching incidents, the oldest first."""
    query = select(IncidentRow.id).where(*where)
    query = query.order_by(IncidentRow.opened_at, IncidentRow.id).limit(limit)
    return list(await session.scalars(query))


async def count(session: AsyncSession, where: Conditions) -> int:
    """How many match; stops counting one past the cap."""
    some = select(IncidentRow.id).where(*where).limit(COUNT_CAP + 1).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


async def facets(
    session: AsyncSession, where: Conditions, names: list[str]
) -> dict[str, list[tuple[str | None, int]]]:
    """Values of each name and how often they occur among the newest matches, most often first."""
    columns = [getattr(IncidentRow, name) for name in names]
    newest = (
        select(*columns)
        .where(*where)
        .order_by(IncidentRow.opened_at.desc(), IncidentRow.id.desc())
        .limit(COUNT_CAP)
        .subquery()
    )
    inner = [newest.c[name] for name in names]
    sets = func.grouping_sets(*(tuple_(column) for column in inner))
    number = func.count().label("number")
    which = func.grouping(*inner).label("which")
    rows = await session.execute(select(*inner, number, which).group_by(sets))
    found: dict[str, list[tuple[str | None, int]]] = {name: [] for name in names}
    everything = 2 ** len(names) - 1
    for row in rows:
        place = len(names) - (everything ^ row.which).bit_length()
        found[names[place]].append((row[place], row.number))
    for values in found.values():
        values.sort(key=lambda entry: (-entry[1], entry[0] or ""))
        del values[MOST_VALUES:]
    return found

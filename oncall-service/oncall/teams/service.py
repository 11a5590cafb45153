"""Teams: putting and reading them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.access import must_manage
from oncall.audit_log import service as audit_log
from oncall.people import repository as people
from oncall.people.models import PersonRow
from oncall.people.service import reference
from oncall.teams import repository
from oncall.teams.models import TeamRow
from platform_contracts.base import Page
from platform_contracts.oncall import PutTeam, Team
from platform_kit.auth.principal import Principal
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Invalid, NotFound


async def put_team(session: AsyncSession, slug: str, body: PutTeam, caller: Principal) -> Team:
    """Create or replace a team. Raises Invalid for a member who does not exist."""
    must_manage(caller, slug)
    known = await people.known(session, body.members)
    unknown = [str(person) for person in body.members if person not in known]
    if unknown:
        raise Invalid.field("members", f"there is no person {unknown[0]}")
    row = await repository.put(session, slug, body.model_dump())
    await audit_log.record(session, caller, "team.saved", f"team:{slug}", members=body.members)
    return await _with_members(session, row)


async def set_memberships(
    session: AsyncSession, person: UUID, managed: set[str], wanted: set[str]
) -> None:
    """Of the teams that are managed elsewhere, the person is a member of the `wanted` ones."""
    for slug in sorted(managed):
        row = await repository.find(session, slug)
        if row is None:
            continue
        if slug in wanted and person not in row.members:
            row.members = [*row.members, person]
        elif slug not in wanted and person in row.members:
            row.members = [member for member in row.members if member != person]
    await session.flush()


async def get_team(session: AsyncSession, key: str) -> Team:
    """A team by slug or id. Raises NotFound."""
    row = await repository.find(session, key)
    if row is None:
        raise NotFound(f"there is no team {key}")
    return await _with_members(session, row)


async def list_teams(session: AsyncSession, cursor: str | None, limit: int) -> Page[Team]:
    """Teams by slug."""
    after: str = decode_cursor(cursor, str)[0] if cursor else ""
    rows = await repository.page(session, after, limit + 1)
    found = await people.active(session, {person for row in rows for person in row.members})
    return page_of(rows, limit, lambda row: _view(row, found), lambda row: (row.slug,))


async def _with_members(session: AsyncSession, row: TeamRow) -> Team:
    return _view(row, await people.active(session, row.members))


def _view(row: TeamRow, found: dict[UUID, PersonRow]) -> Team:
    members = [reference(found[person]) for person in row.members if person in found]
    return Team(id=row.id, slug=row.slug, name=row.name, members=members, policy=row.policy)

"""Saving, changing and removing filters."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.lists.filters import Scope
from incident_management.views import repository
from incident_management.views.models import ViewRow
from platform_contracts.access import INCIDENTS_WRITE
from platform_contracts.incident_lists import PutView, View
from platform_kit.auth.principal import Principal
from platform_kit.problems import Forbidden, NotFound


async def put(
    session: AsyncSession, view_id: UUID, body: PutView, by: Principal, now: datetime
) -> View:
    """Create or replace an own one. Raises Forbidden for one of somebody else."""
    row = await repository.get(session, view_id)
    if row is not None and row.owner_id != by.id:
        raise Forbidden("only its owner changes a view")
    person = by.person_id
    if body.team is not None and not by.may(INCIDENTS_WRITE, body.team):
        raise Forbidden(f"this needs {INCIDENTS_WRITE} for the team {body.team}")
    if body.is_default:
        await repository.clear_default(session, by.id)
    if row is None:
        row = ViewRow(id=view_id, owner_id=by.id, owner={"id": str(person), "name": by.name})
        session.add(row)
    row.name, row.team, row.is_default = body.name, body.team, body.is_default
    row.filter = body.filter.model_dump(mode="json", exclude_defaults=True)
    row.updated_at = now
    await session.flush()
    return View.model_validate(row)


async def list_views(session: AsyncSession, by: Principal) -> list[View]:
    """Own ones and those of one's teams."""
    scope = Scope.of(by)
    rows = await repository.visible(session, by.id, scope.teams, every_team=scope.everything)
    shown = [View.model_validate(row) for row in rows]
    return [
        view if str(view.owner.id) == by.id else view.model_copy(update={"is_default": False})
        for view in shown
    ]


async def remove(session: AsyncSession, view_id: UUID, by: Principal) -> None:
    """Delete an own one. Raises NotFound, Forbidden."""
    row = await repository.get(session, view_id)
    if row is None:
        raise NotFound(f"there is no view {view_id}")
    if row.owner_id != by.id:
        raise Forbidden("only its owner removes a view")
    await session.delete(row)

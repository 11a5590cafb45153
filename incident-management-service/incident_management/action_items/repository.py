"""The SQL of action items."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.action_items.models import ActionItemRow
from incident_management.incidents.models import IncidentRow
from incident_management.lists.filters import Scope

Found = tuple[ActionItemRow, int]
"""An item, and the number of its incident."""
_LATER_THAN_ALL = func.coalesce(ActionItemRow.due_on, func.to_date("9999-12-31", "YYYY-MM-DD"))


async def get(session: AsyncSession, item_id: UUID) -> ActionItemRow | None:
    """One item, locked."""
    query = select(ActionItemRow).where(ActionItemRow.id == item_id)
    return await session.scalar(query.with_for_update())


async def of_incidents(
    session: AsyncSession, incident_ids: Collection[UUID], *, open_only: bool = False
) -> list[Found]:
    """Items of incidents, the oldest first."""
    query = (
        select(ActionItemRow, IncidentRow.number)
        .join(IncidentRow, IncidentRow.id == ActionItemRow.incident_id)
        .where(ActionItemRow.incident_id.in_(incident_ids))
    )
    if open_only:
        query = query.where(ActionItemRow.done_at.is_(None))
    query = query.order_by(ActionItemRow.created_at, ActionItemRow.id)
    return [(row[0], row[1]) for row in await session.execute(query)]


async def page(
    session: AsyncSession,
    scope: Scope,
    owner: str | None,
    done: bool | None,
    overdue_at: datetime | None,
    after: list[Any] | None,
    limit: int,
) -> list[Found]:
    """Items of incidents that the caller may see, the earliest due first, without a date last."""
    query = (
        select(ActionItemRow, IncidentRow.number)
        .join(IncidentRow, IncidentRow.id == ActionItemRow.incident_id)
        .where(*scope.conditions())
    )
    if owner:
        query = query.where(ActionItemRow.owner["id"].astext == owner)
    if done is not None:
        query = query.where(
            ActionItemRow.done_at.is_not(None) if done else ActionItemRow.done_at.is_(None)
        )
    if overdue_at:
        query = query.where(
            ActionItemRow.due_on < overdue_at.date(), ActionItemRow.done_at.is_(None)
        )
    if after:
        query = query.where(tuple_(_LATER_THAN_ALL, ActionItemRow.id) > tuple_(*after))
    query = query.order_by(_LATER_THAN_ALL, ActionItemRow.id).limit(limit)
    return [(row[0], row[1]) for row in await session.execute(query)]

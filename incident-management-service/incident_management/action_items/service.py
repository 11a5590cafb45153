"""Writing and closing action items."""

from datetime import UTC, date, datetime, time
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.action_items import repository
from incident_management.action_items.models import ActionItemRow
from incident_management.incidents import changes
from incident_management.incidents.service import Key, readable, writable
from incident_management.lists.filters import Scope
from incident_management.timeline import service as timeline
from platform_contracts.base import Page
from platform_contracts.postmortems import ActionItem, PutActionItem
from platform_contracts.vocabulary import TimelineKind
from platform_kit.auth.principal import Principal
from platform_kit.pagination import decode_cursor, encode_cursor
from platform_kit.problems import NotFound

_NO_DATE: Final = date(9999, 12, 31)


async def put(
    session: AsyncSession,
    key: Key,
    item_id: UUID,
    body: PutActionItem,
    by: Principal,
    now: datetime,
) -> ActionItem:
    """Create or change an item of an incident. Raises NotFound for an item of another one."""
    incident = await writable(session, key, by)
    row = await repository.get(session, item_id)
    if row is not None and row.incident_id != incident.id:
        raise NotFound(f"there is no action item {item_id} in this incident")
    text = f"Action item: {body.title}"
    if row is None:
        row = ActionItemRow(
            id=item_id,
            incident_id=incident.id,
            created_by=by.actor.model_dump(mode="json"),
            created_at=now,
        )
        session.add(row)
    else:
        text = f"Action item {'done' if body.done and not row.done_at else 'changed'}: {body.title}"
    row.title, row.kind, row.due_on = body.title, body.kind, body.due_on
    row.owner = body.owner.model_dump(mode="json", exclude_none=True) if body.owner else None
    row.done_at = (row.done_at or now) if body.done else None
    row.updated_at = now
    await session.flush()
    await timeline.record(
        session, incident.id, TimelineKind.ACTION_ITEM, by.actor, text, now, item=str(row.id)
    )
    await changes.save(session, incident, now)
    return view(row, incident.number, now)


async def remove(
    session: AsyncSession, key: Key, item_id: UUID, by: Principal, now: datetime
) -> None:
    """An item that was none. Raises NotFound."""
    incident = await writable(session, key, by)
    row = await repository.get(session, item_id)
    if row is None or row.incident_id != incident.id:
        raise NotFound(f"there is no action item {item_id} in this incident")
    await session.delete(row)
    text = f"Action item removed: {row.title}"
    await timeline.record(
        session, incident.id, TimelineKind.ACTION_ITEM, by.actor, text, now, item=str(item_id)
    )
    await changes.save(session, incident, now)


async def of_incident(
    session: AsyncSession, key: Key, by: Principal, now: datetime
) -> list[ActionItem]:
    """All items of an incident."""
    incident = await readable(session, key, by)
    found = await repository.of_incidents(session, [incident.id])
    return [view(row, number, now) for row, number in found]


async def list_items(
    session: AsyncSession,
    by: Principal,
    owner: str | None,
    done: bool | None,
    overdue: bool,
    cursor: str | None,
    limit: int,
    now: datetime,
) -> Page[ActionItem]:
    """Items of all incidents, the earliest due first."""
    after = None
    if cursor:
        day, item_id = decode_cursor(cursor, datetime, UUID)
        after = [day.date(), item_id]
    mine = by.id if owner == "me" else owner
    found = await repository.page(
        session, Scope.of(by), mine, done, now if overdue else None, after, limit + 1
    )
    more = None
    if len(found) > limit:
        last = found[limit - 1][0]
        day = datetime.combine(last.due_on or _NO_DATE, time(), UTC)
        more = encode_cursor(day, last.id)
    return Page(items=[view(row, number, now) for row, number in found[:limit]], next_cursor=more)


def view(row: ActionItemRow, number: int, now: datetime) -> ActionItem:
    """The item as people see it."""
    return ActionItem(
        id=row.id,
        incident_id=row.incident_id,
        incident_number=number,
        title=row.title,
        kind=row.kind,
        owner=row.owner,  # pyright: ignore[reportArgumentType] - stored as the wire model is
        due_on=row.due_on,
        done_at=row.done_at,
        overdue=row.done_at is None and row.due_on is not None and row.due_on < now.date(),
        open_days=((row.done_at or now) - row.created_at).days,
        created_by=row.created_by,  # pyright: ignore[reportArgumentType]
        created_at=row.created_at,
    )

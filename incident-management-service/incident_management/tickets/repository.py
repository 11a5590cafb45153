"""The SQL of trackers and tickets."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.tickets.models import TicketRow, TrackerRow


async def tracker(session: AsyncSession, name: str) -> TrackerRow | None:
    """The stored settings of a tracker."""
    return await session.get(TrackerRow, name, populate_existing=True)


async def put_tracker(session: AsyncSession, name: str, values: dict[str, Any]) -> TrackerRow:
    """Store settings; a secret that is not given stays."""
    statement = insert(TrackerRow).values(tracker=name, **values)
    statement = statement.on_conflict_do_update(index_elements=["tracker"], set_=values).returning(
        TrackerRow
    )
    row = await session.scalars(statement, execution_options={"populate_existing": True})
    return row.one()


async def of_incident(session: AsyncSession, incident_id: UUID) -> list[TicketRow]:
    """Tickets of an incident, the oldest first."""
    query = select(TicketRow).where(TicketRow.incident_id == incident_id)
    return list(await session.scalars(query.order_by(TicketRow.created_at, TicketRow.id)))


async def existing(
    session: AsyncSession, incident_id: UUID, name: str, item_id: UUID | None
) -> TicketRow | None:
    """The ticket that was made before for the same purpose."""
    query = select(TicketRow).where(
        TicketRow.incident_id == incident_id,
        TicketRow.tracker == name,
        TicketRow.action_item_id.is_(None)
        if item_id is None
        else TicketRow.action_item_id == item_id,
    )
    return await session.scalar(query.order_by(TicketRow.created_at).limit(1))


async def add(session: AsyncSession, values: dict[str, Any]) -> TicketRow:
    """Store a ticket; the one that is there already stays."""
    statement = insert(TicketRow).values(**values)
    statement = statement.on_conflict_do_update(
        index_elements=["tracker", "key", "incident_id"],
        set_={name: values[name] for name in ("state", "done", "title", "checked_at")},
    ).returning(TicketRow)
    row = await session.scalars(statement, execution_options={"populate_existing": True})
    return row.one()


async def to_check(session: AsyncSession, limit: int) -> list[TicketRow]:
    """Unfinished tickets that nobody asked about for five minutes, the longest ago first."""
    query = (
        select(TicketRow)
        .where(
            TicketRow.done.is_(False),
            TicketRow.checked_at < func.now() - text("interval '5 minutes'"),
        )
        .order_by(TicketRow.checked_at)
        .limit(limit)
    )
    return list(await session.scalars(query))


async def get(session: AsyncSession, ticket_id: UUID) -> TicketRow | None:
    """One ticket, locked."""
    return await session.scalar(
        select(TicketRow).where(TicketRow.id == ticket_id).with_for_update()
    )

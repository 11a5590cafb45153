"""The deliveries' SQL beside that of sending."""

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import extract, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from notification.deliveries.models import AttemptRow, DeliveryRow
from notification.domain.life import OPEN, WAITING
from platform_contracts.vocabulary import Channel, DeliveryState
from platform_kit.statements import Part, columns, run

_OPEN = DeliveryRow.state.in_([str(state) for state in OPEN])
_WAITING = DeliveryRow.state.in_([str(state) for state in WAITING])
_COLUMNS: Final = """
    id uuid, notify_key text, kind text, priority smallint, incident_id uuid,
    incident_number bigint, cycle integer, level integer, person_id uuid, person jsonb,
    channel text, address text, provider text, page jsonb, state text, due_at timestamptz,
    expires_at timestamptz, created_at timestamptz
"""
_INSERT: Final = (
    f"INSERT INTO notifications.deliveries ({columns(_COLUMNS)}) SELECT {columns(_COLUMNS)} "  # noqa: S608
    f"FROM jsonb_to_recordset({{rows}}) AS new({_COLUMNS}) ON CONFLICT DO NOTHING"
)
_FORGET: Final = """
    WITH old AS (
        SELECT id FROM notifications.deliveries
        WHERE created_at < now() - make_interval(days => $1)
            AND state NOT IN ('queued', 'retry', 'sending')
        ORDER BY created_at LIMIT $2
    ), attempts AS (
        DELETE FROM notifications.delivery_attempts WHERE delivery_id IN (SELECT id FROM old)
    ), replies AS (
        DELETE FROM notifications.used_replies WHERE delivery_id IN (SELECT id FROM old)
    )
    DELETE FROM notifications.deliveries WHERE id IN (SELECT id FROM old) RETURNING id
    """
_FORGET_KEYS: Final = """
    DELETE FROM notifications.notifications WHERE key IN (
        SELECT key FROM notifications.notifications
        WHERE accepted_at < now() - make_interval(days => $1) LIMIT $2)
    """
_SENT_BEFORE: Final = """
    SELECT DISTINCT incident_id FROM notifications.deliveries
    WHERE incident_id = ANY ($1::uuid[]) AND sent_at IS NOT NULL AND id <> ALL ($2::uuid[])
    """


def new_deliveries(rows: Sequence[dict[str, Any]]) -> Part:
    """New ones, for a batch's statement.

    The same person, channel, address and due time in one cycle of an incident is one.
    """
    return _INSERT, rows


async def supersede(
    session: AsyncSession, incident_id: UUID, cycle: int, reason: str, keep: Collection[UUID] = ()
) -> None:
    """What waits for the incident, up to this cycle, is not sent any more, but to `keep`."""
    await session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.incident_id == incident_id,
            DeliveryRow.kind == "page",
            DeliveryRow.cycle <= cycle,
            DeliveryRow.person_id.not_in(keep),
            _WAITING,
        )
        .values(state=DeliveryState.SUPERSEDED, reason=reason)
    )


async def of_page(session: AsyncSession, notify_key: str) -> list[DeliveryRow]:
    """All deliveries of one page, locked."""
    query = select(DeliveryRow).where(DeliveryRow.notify_key == notify_key)
    query = query.order_by(DeliveryRow.due_at, DeliveryRow.id).with_for_update()
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def sent_before(
    session: AsyncSession, incidents: Sequence[UUID], without: Sequence[UUID]
) -> set[UUID]:
    """The incidents of which a delivery was sent, other than `without`."""
    rows = await run(session, _SENT_BEFORE, list(incidents), list(without))
    return {row.incident_id for row in rows}


async def is_first(session: AsyncSession, delivery: UUID, incident_id: UUID, address: str) -> bool:
    """Whether it is the first message about the incident to this mailbox."""
    query = (
        select(DeliveryRow.id)
        .where(
            DeliveryRow.incident_id == incident_id,
            DeliveryRow.channel == Channel.EMAIL,
            DeliveryRow.address == address,
        )
        .order_by(DeliveryRow.created_at, DeliveryRow.id)
        .limit(1)
    )
    return await session.scalar(query) == delivery


async def first_receipt(
    session: AsyncSession, incident_id: UUID, channel: Channel, address: str
) -> str | None:
    """What the provider calls the first message about the incident in this room."""
    query = (
        select(DeliveryRow.receipt_ref)
        .where(
            DeliveryRow.incident_id == incident_id,
            DeliveryRow.kind == "room",
            DeliveryRow.channel == channel,
            DeliveryRow.address == address,
            DeliveryRow.receipt_ref.is_not(None),
        )
        .order_by(DeliveryRow.sent_at)
        .limit(1)
    )
    return await session.scalar(query)


async def room_under_way(
    session: AsyncSession, delivery: UUID, incident_id: UUID, address: str
) -> bool:
    """Whether another message about the incident is on its way to this room."""
    query = select(DeliveryRow.id).where(
        DeliveryRow.incident_id == incident_id,
        DeliveryRow.kind == "room",
        DeliveryRow.address == address,
        DeliveryRow.state == DeliveryState.SENDING,
        DeliveryRow.id < delivery,
    )
    return (await session.scalar(query.limit(1))) is not None


async def supersede_rooms(session: AsyncSession, incident_id: UUID) -> None:
    """News that are not out yet are taken over by newer ones."""
    await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.incident_id == incident_id, DeliveryRow.kind == "room", _WAITING)
        .values(state=DeliveryState.SUPERSEDED, reason="newer news")
    )


async def rooms_of(session: AsyncSession, incident_id: UUID) -> list[DeliveryRow]:
    """The first delivery about the incident to each room."""
    query = (
        select(DeliveryRow)
        .where(DeliveryRow.incident_id == incident_id, DeliveryRow.kind == "room")
        .ext(distinct_on(DeliveryRow.channel, DeliveryRow.address))
        .order_by(DeliveryRow.channel, DeliveryRow.address, DeliveryRow.created_at)
    )
    return list(await session.scalars(query))


async def page(
    session: AsyncSession, filters: dict[str, Any], before: list[Any] | None, limit: int
) -> list[DeliveryRow]:
    """The newest first; `before` = (created_at, id) of the last row shown."""
    query = select(DeliveryRow).filter_by(**filters)
    if before:
        query = query.where(tuple_(DeliveryRow.created_at, DeliveryRow.id) < tuple_(*before))
    query = query.order_by(DeliveryRow.created_at.desc(), DeliveryRow.id.desc()).limit(limit)
    return list(await session.scalars(query))


async def attempts_of(
    session: AsyncSession, delivery_ids: list[UUID]
) -> dict[UUID, list[AttemptRow]]:
    """The attempts of deliveries, by delivery."""
    query = select(AttemptRow).where(AttemptRow.delivery_id.in_(delivery_ids))
    found: dict[UUID, list[AttemptRow]] = {}
    for row in await session.scalars(query.order_by(AttemptRow.number)):
        found.setdefault(row.delivery_id, []).append(row)
    return found


async def find(session: AsyncSession, delivery_id: UUID) -> DeliveryRow | None:
    """One delivery, locked."""
    query = select(DeliveryRow).where(DeliveryRow.id == delivery_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def by_receipt(session: AsyncSession, channel: Channel, ref: str) -> list[DeliveryRow]:
    """What the provider knows by this name, locked: several when they were bundled."""
    query = select(DeliveryRow).where(
        DeliveryRow.channel == channel, DeliveryRow.receipt_ref == ref
    )
    return list(await session.scalars(query.with_for_update()))


async def receipts_missing(session: AsyncSession, limit: int) -> list[DeliveryRow]:
    """Sent ones whose receipt should be here by now, locked."""
    query = (
        select(DeliveryRow)
        .where(DeliveryRow.receipt_due_at <= func.now())
        .order_by(DeliveryRow.receipt_due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(await session.scalars(query))


async def forget_older(session: AsyncSession, days: int, limit: int) -> int:
    """Delete the oldest deliveries of before so many days, with all that belongs to them."""
    rows = await run(session, _FORGET, days, limit)
    await run(session, _FORGET_KEYS, days, limit)
    return len(rows)


async def oldest_due_seconds(session: AsyncSession) -> float:
    """Age of the oldest page that is due and not sent, 0 when there is none."""
    query = select(extract("epoch", func.now() - func.min(DeliveryRow.due_at))).where(
        _OPEN, DeliveryRow.due_at <= func.now(), DeliveryRow.kind == "page"
    )
    return max(0.0, float(await session.scalar(query) or 0.0))

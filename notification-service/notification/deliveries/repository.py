"""The deliveries' SQL."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import extract, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notification.deliveries.models import AttemptRow, DeliveryRow
from platform_contracts.vocabulary import DeliveryState
from platform_kit import claims

WAITING = (DeliveryState.QUEUED, DeliveryState.RETRY)
CLAIMABLE = (*WAITING, DeliveryState.SENDING)
_CLAIMABLE = DeliveryRow.state.in_([str(state) for state in CLAIMABLE])


async def add(session: AsyncSession, rows: list[dict[str, Any]]) -> None:
    """Insert deliveries; the same person, channel, address and due time in a cycle is one."""
    if rows:
        await session.execute(insert(DeliveryRow).values(rows).on_conflict_do_nothing())


async def claim_due(session: AsyncSession, limit: int, busy: Collection[str]) -> list[DeliveryRow]:
    """Claim what is due, the oldest first; one whose sender died is claimed again."""
    where = _CLAIMABLE & (DeliveryRow.due_at <= func.now())
    if busy:
        where &= DeliveryRow.channel.not_in(busy)
    return await claims.claim(
        session,
        DeliveryRow,
        where,
        DeliveryRow.due_at,
        limit=limit,
        values={
            "state": DeliveryState.SENDING,
            "attempts_made": DeliveryRow.attempts_made + 1,
        },
    )


async def add_attempts(session: AsyncSession, rows: list[DeliveryRow], now: Any) -> None:
    """Write that these are about to be handed over; committed before the calls."""
    for row in rows:
        session.add(
            AttemptRow(delivery_id=row.id, number=row.attempts_made, at=now, outcome="unknown")
        )
    await session.flush()


async def end_attempt(
    session: AsyncSession,
    delivery_id: UUID,
    number: int,
    outcome: str,
    reason: str,
    latency_ms: float,
) -> None:
    """Write the provider's answer."""
    await session.execute(
        update(AttemptRow)
        .where(AttemptRow.delivery_id == delivery_id, AttemptRow.number == number)
        .values(outcome=outcome, reason=reason, latency_ms=latency_ms)
    )


async def supersede(
    session: AsyncSession, incident_id: UUID, cycle: int, reason: str, keep: Collection[UUID] = ()
) -> None:
    """What waits for the incident, up to this cycle, is not sent any more, but to `keep`."""
    await session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.incident_id == incident_id,
            DeliveryRow.cycle <= cycle,
            DeliveryRow.person_id.not_in(keep),
            DeliveryRow.state.in_([str(state) for state in WAITING]),
        )
        .values(state=DeliveryState.SUPERSEDED, reason=reason)
    )


async def others_waiting(session: AsyncSession, row: DeliveryRow) -> bool:
    """Whether the same page of the same person still has another delivery under way."""
    query = select(DeliveryRow.id).where(
        DeliveryRow.notify_key == row.notify_key, DeliveryRow.id != row.id, _CLAIMABLE
    )
    return (await session.scalar(query.limit(1))) is not None


async def first_sent(session: AsyncSession, row: DeliveryRow) -> bool:
    """Whether no other delivery of the incident was sent before."""
    query = select(DeliveryRow.id).where(
        DeliveryRow.incident_id == row.incident_id,
        DeliveryRow.sent_at.is_not(None),
        DeliveryRow.id != row.id,
    )
    return (await session.scalar(query.limit(1))) is None


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


async def oldest_due_seconds(session: AsyncSession) -> float:
    """Age of the oldest page that is due and not sent, 0 when there is none."""
    query = select(extract("epoch", func.now() - func.min(DeliveryRow.due_at))).where(
        _CLAIMABLE, DeliveryRow.due_at <= func.now()
    )
    return max(0.0, float(await session.scalar(query) or 0.0))

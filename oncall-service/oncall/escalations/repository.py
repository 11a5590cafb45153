"""The escalations' SQL."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.escalations.models import EscalationRow, EventRow, StepRow, TurnRow
from platform_kit.ids import new_id


async def add(session: AsyncSession, values: dict[str, Any]) -> bool:
    """Begin; False when the incident is known already."""
    statement = insert(EscalationRow).values(**values).on_conflict_do_nothing()
    return (await session.scalar(statement.returning(EscalationRow.incident_id))) is not None


async def find(
    session: AsyncSession, incident_id: UUID, *, lock: bool = False
) -> EscalationRow | None:
    """The escalation of an incident."""
    query = select(EscalationRow).where(EscalationRow.incident_id == incident_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(query)


async def due(session: AsyncSession, limit: int) -> list[EscalationRow]:
    """Escalations whose time has come, oldest first, locked; others may take the rest.

    Of two that are due at one instant the one begun first goes first: it is told the turn of a
    round robin first, as the simulation says.
    """
    query = (
        select(EscalationRow)
        .where(EscalationRow.due_at <= func.now())
        .order_by(EscalationRow.due_at, EscalationRow.started_at, EscalationRow.incident_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(query))


async def add_steps(
    session: AsyncSession, steps: list[dict[str, Any]]
) -> set[tuple[UUID, int, int, int, UUID]]:
    """Record who is paged; returns the keys of the steps that are new."""
    if not steps:
        return set()
    statement = insert(StepRow).values([{"id": new_id()} | step for step in steps])
    rows = await session.execute(
        statement.on_conflict_do_nothing().returning(
            StepRow.incident_id, StepRow.cycle, StepRow.pass_no, StepRow.level, StepRow.person_id
        )
    )
    return {(row[0], row[1], row[2], row[3], row[4]) for row in rows}


async def add_events(session: AsyncSession, events: list[dict[str, Any]]) -> None:
    """Add to traces, in order."""
    if events:
        await session.execute(insert(EventRow), events)


async def events(session: AsyncSession, incident_id: UUID) -> list[EventRow]:
    """The trace of an incident, the oldest first."""
    query = select(EventRow).where(EventRow.incident_id == incident_id)
    return list(await session.scalars(query.order_by(EventRow.seq)))


async def lock_turns(
    session: AsyncSession, levels: Collection[tuple[str, int]]
) -> dict[str, dict[int, int]]:
    """The next targets of these (policy, level), locked until the transaction ends."""
    if not levels:
        return {}
    ordered = sorted(levels)
    rows = [{"policy": policy, "level": level, "position": 0} for policy, level in ordered]
    await session.execute(insert(TurnRow).on_conflict_do_nothing(), rows)
    query = select(TurnRow).where(TurnRow.policy.in_({policy for policy, _ in ordered}))
    query = query.order_by(TurnRow.policy, TurnRow.level).with_for_update()
    found: dict[str, dict[int, int]] = {}
    for row in await session.scalars(query, execution_options={"populate_existing": True}):
        found.setdefault(row.policy, {})[row.level] = row.position
    return found


async def save_turns(session: AsyncSession, turns: Mapping[str, Mapping[int, int]]) -> None:
    """Keep the next targets of round-robin levels."""
    rows = [
        {"policy": policy, "level": level, "position": position}
        for policy, positions in turns.items()
        for level, position in positions.items()
    ]
    if rows:
        statement = insert(TurnRow)
        statement = statement.on_conflict_do_update(
            index_elements=["policy", "level"], set_={"position": statement.excluded.position}
        )
        await session.execute(statement, rows)


async def pages_by_person(
    session: AsyncSession, people: Collection[UUID], since: Any, until: Any
) -> dict[UUID, int]:
    """How often each of these people was paged in a span."""
    query = (
        select(StepRow.person_id, func.count())
        .where(StepRow.person_id.in_(people), StepRow.at >= since, StepRow.at < until)
        .group_by(StepRow.person_id)
    )
    rows: list[Any] = list(await session.execute(query))
    return {row[0]: row[1] for row in rows}


async def by_state(session: AsyncSession) -> dict[str, int]:
    """How many escalations are in each state, stopped ones left out."""
    query = (
        select(EscalationRow.state, func.count())
        .where(EscalationRow.state != "stopped")
        .group_by(EscalationRow.state)
    )
    rows: list[Any] = list(await session.execute(query))
    return {row[0]: row[1] for row in rows}


async def overdue(session: AsyncSession, seconds: float) -> int:
    """How many escalations were due longer ago than that and did not go on."""
    late = func.now() - func.make_interval(0, 0, 0, 0, 0, 0, seconds)
    query = select(func.count()).select_from(EscalationRow).where(EscalationRow.due_at < late)
    return int(await session.scalar(query) or 0)

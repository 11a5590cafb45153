"""The SQL of runbooks."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.runbooks.models import RunbookRow, RunbookVersionRow, StepRow

_USE = text(
    """
    SELECT s.runbook_id, count(DISTINCT s.incident_id) AS used,
           count(DISTINCT s.incident_id) FILTER (
               WHERE s.state = 'applied' AND i.resolved_at >= s.at) AS worked
    FROM incidents.runbook_steps AS s JOIN incidents.incidents AS i ON i.id = s.incident_id
    WHERE s.runbook_id = ANY (:ids) GROUP BY s.runbook_id
    """
)


async def get(session: AsyncSession, runbook_id: UUID, *, lock: bool = False) -> RunbookRow | None:
    """One runbook."""
    query = select(RunbookRow).where(RunbookRow.id == runbook_id)
    return await session.scalar(query.with_for_update() if lock else query)


async def get_many(session: AsyncSession, ids: Collection[UUID]) -> list[RunbookRow]:
    """Those of `ids` that are in use."""
    query = select(RunbookRow).where(RunbookRow.id.in_(ids), RunbookRow.archived_at.is_(None))
    return list(await session.scalars(query))


async def page(
    session: AsyncSession,
    service: str | None,
    searched: str | None,
    after: list[Any] | None,
    limit: int,
) -> list[RunbookRow]:
    """Runbooks in use, by title; `after` = (title, id)."""
    query = select(RunbookRow).where(RunbookRow.archived_at.is_(None))
    if service:
        query = query.where(RunbookRow.services.contains([service]))
    if searched:
        found = RunbookRow.title.icontains(searched, autoescape=True)
        query = query.where(or_(found, RunbookRow.summary.icontains(searched, autoescape=True)))
    if after:
        title, runbook_id = after
        query = query.where(
            or_(
                RunbookRow.title > title,
                (RunbookRow.title == title) & (RunbookRow.id > runbook_id),
            )
        )
    return list(await session.scalars(query.order_by(RunbookRow.title, RunbookRow.id).limit(limit)))


async def of_service(session: AsyncSession, service: str) -> list[RunbookRow]:
    """Runbooks of a service, then those for all services."""
    query = (
        select(RunbookRow)
        .where(
            RunbookRow.archived_at.is_(None),
            or_(RunbookRow.services.contains([service]), RunbookRow.services == []),
        )
        .order_by((RunbookRow.services == []), RunbookRow.title, RunbookRow.id)
        .limit(50)
    )
    return list(await session.scalars(query))


async def versions(session: AsyncSession, runbook_id: UUID) -> list[RunbookVersionRow]:
    """All versions, the newest first."""
    query = select(RunbookVersionRow).where(RunbookVersionRow.runbook_id == runbook_id)
    return list(await session.scalars(query.order_by(RunbookVersionRow.version.desc()).limit(200)))


async def use(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """In how many incidents each was used, and how many of those it resolved."""
    rows = await session.execute(_USE, {"ids": list(ids)})
    return {row.runbook_id: (row.used, row.worked) for row in rows}


async def steps_of(session: AsyncSession, incident_id: UUID) -> list[StepRow]:
    """Steps that were applied or skipped in an incident."""
    query = select(StepRow).where(StepRow.incident_id == incident_id)
    query = query.order_by(StepRow.runbook_id, StepRow.step)
    return list(await session.scalars(query, execution_options={"populate_existing": True}))


async def put_step(session: AsyncSession, values: dict[str, Any]) -> bool:
    """Note a step; False when it stands so already."""
    statement = insert(StepRow).values(**values)
    statement = statement.on_conflict_do_update(
        index_elements=["incident_id", "runbook_id", "step"],
        set_={name: values[name] for name in ("version", "state", "reason", "by", "at")},
        where=StepRow.state != values["state"],
    )
    return await session.scalar(statement.returning(StepRow.step)) is not None


async def remove_step(
    session: AsyncSession, incident_id: UUID, runbook_id: UUID, step: int
) -> bool:
    """Forget a step; False when nobody had touched it."""
    statement = delete(StepRow).where(
        StepRow.incident_id == incident_id,
        StepRow.runbook_id == runbook_id,
        StepRow.step == step,
    )
    return await session.scalar(statement.returning(StepRow.step)) is not None

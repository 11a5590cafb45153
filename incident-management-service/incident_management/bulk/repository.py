"""The SQL of jobs."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.bulk.models import BulkItemRow, BulkJobRow

_FORGET = text("DELETE FROM incidents.bulk_jobs WHERE finished_at < now() - interval '30 days'")


async def add_items(session: AsyncSession, job_id: UUID, incident_ids: Sequence[UUID]) -> None:
    """One waiting item for each incident."""
    rows = [
        {"job_id": job_id, "position": place, "incident_id": found, "outcome": "waiting"}
        for place, found in enumerate(incident_ids)
    ]
    if rows:
        await session.execute(insert(BulkItemRow), rows)


async def get(session: AsyncSession, job_id: UUID) -> BulkJobRow | None:
    """One job."""
    return await session.get(BulkJobRow, job_id)


async def next_job(session: AsyncSession) -> BulkJobRow | None:
    """The oldest unfinished job, locked; one that another replica works on is left to it."""
    query = (
        select(BulkJobRow)
        .where(BulkJobRow.state != "finished")
        .order_by(BulkJobRow.created_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return await session.scalar(query)


async def waiting(session: AsyncSession, job_id: UUID, limit: int) -> list[BulkItemRow]:
    """Items that nothing was done about yet."""
    query = (
        select(BulkItemRow)
        .where(BulkItemRow.job_id == job_id, BulkItemRow.outcome == "waiting")
        .order_by(BulkItemRow.position)
        .limit(limit)
    )
    return list(await session.scalars(query))


async def outcomes(session: AsyncSession, job_id: UUID) -> dict[str, int]:
    """How many items have each outcome."""
    query = select(BulkItemRow.outcome, func.count()).where(BulkItemRow.job_id == job_id)
    return {row[0]: row[1] for row in await session.execute(query.group_by(BulkItemRow.outcome))}


async def notable(session: AsyncSession, job_id: UUID, limit: int) -> list[BulkItemRow]:
    """Items that are not simply done."""
    query = select(BulkItemRow).where(
        BulkItemRow.job_id == job_id, BulkItemRow.outcome.in_(("unchanged", "refused"))
    )
    return list(await session.scalars(query.order_by(BulkItemRow.position).limit(limit)))


async def forget_old(session: AsyncSession) -> None:
    """Drop jobs that ended 30 days ago."""
    await session.execute(_FORGET)

"""SQL of reports and their settings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.reports.models import ReportRow, ReportSettingsRow

LANE: Final = "reports"
MOST_ATTEMPTS: Final = 5
_AGAIN: Final = text("interval '2 minutes'")
"""Longer than writing takes; a writer that died is followed by another then."""


async def add(session: AsyncSession, row: ReportRow) -> None:
    """A report, written or to be written; the worker hears of the latter."""
    session.add(row)
    await session.flush()
    if row.due_at is not None:
        lanes: set[str] = session.info.setdefault("lanes", set())
        lanes.add(LANE)


async def claim(session: AsyncSession) -> ReportRow | None:
    """The report that waits longest, for its one writer."""
    chosen = (
        select(ReportRow.id)
        .where(ReportRow.due_at <= func.now())
        .order_by(ReportRow.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    return await session.scalar(
        update(ReportRow)
        .where(ReportRow.id == chosen)
        .values(due_at=func.now() + _AGAIN, attempts=ReportRow.attempts + 1)
        .returning(ReportRow)
    )


async def written(
    session: AsyncSession, report_id: UUID, report: dict[str, Any], *, announced: bool
) -> bool:
    """Store the text of a waiting report, once; False when another writer was quicker."""
    stored = await session.execute(
        update(ReportRow)
        .where(ReportRow.id == report_id, ReportRow.report.is_(None))
        .values(report=report, due_at=None, announced=announced)
        .returning(ReportRow.id)
    )
    return stored.first() is not None


async def give_up(session: AsyncSession, report_id: UUID) -> None:
    """Nobody writes it any more."""
    await session.execute(update(ReportRow).where(ReportRow.id == report_id).values(due_at=None))


async def get(session: AsyncSession, report_id: UUID) -> ReportRow | None:
    """One."""
    return await session.get(ReportRow, report_id)


async def of_incident(
    session: AsyncSession, incident_id: UUID, kind: str | None, limit: int
) -> Sequence[ReportRow]:
    """Reports about an incident, the newest first."""
    query = (
        select(ReportRow)
        .where(ReportRow.incident_id == incident_id)
        .order_by(ReportRow.created_at.desc(), ReportRow.id.desc())
        .limit(limit)
    )
    if kind is not None:
        query = query.where(ReportRow.kind == kind)
    return (await session.scalars(query)).all()


async def settings(session: AsyncSession) -> dict[str, Any]:
    """The settings as they were saved; empty before that."""
    row = await session.scalar(select(ReportSettingsRow))
    return row.data if row else {}


async def save_settings(session: AsyncSession, data: dict[str, Any], at: datetime) -> None:
    """Replace the settings."""
    values = {"data": data, "updated_at": at}
    await session.execute(
        insert(ReportSettingsRow)
        .values(id=1, **values)
        .on_conflict_do_update(index_elements=[ReportSettingsRow.id], set_=values)
    )

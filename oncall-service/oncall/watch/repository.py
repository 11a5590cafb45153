"""The SQL of the watch."""

import zlib
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Text, Uuid, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from oncall.schedules.models import ScheduleRow
from oncall.schema import Base


class NoticeRow(Base):
    """A notice that was sent: once for each person and shift."""

    __tablename__ = "shift_notices"

    schedule_id: Mapped[UUID] = mapped_column(ForeignKey("oncall.schedules.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[Any] = mapped_column(DateTime(timezone=True), primary_key=True)


async def one_at_a_time(session: AsyncSession) -> None:
    """Replicas look one after another, so that nothing is told twice."""
    lock = zlib.crc32(b"oncall watch")
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})


async def schedules(session: AsyncSession) -> list[ScheduleRow]:
    """Every schedule, by slug."""
    return list(await session.scalars(select(ScheduleRow).order_by(ScheduleRow.slug)))


async def remember(session: AsyncSession, rows: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    """Note that these are sent; returns those that were not before."""
    if not rows:
        return set()
    statement = insert(NoticeRow).values(rows).on_conflict_do_nothing()
    found = await session.execute(
        statement.returning(
            NoticeRow.schedule_id, NoticeRow.person_id, NoticeRow.kind, NoticeRow.at
        )
    )
    return {tuple(row) for row in found}


async def forget_old(session: AsyncSession) -> None:
    """Notices of shifts that are long over."""
    await session.execute(
        delete(NoticeRow).where(NoticeRow.at < func.now() - text("interval '30 days'"))
    )

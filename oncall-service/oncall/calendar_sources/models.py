"""Calendars that are read from an address."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, ForeignKey, Integer, LargeBinary, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from oncall.schema import Base
from platform_kit.ids import new_id
from platform_kit.sealing import Sealed

Moment = DateTime(timezone=True)


class SourceRow(Base):
    """What a schedule, a person's leave or (neither) everybody's holidays are read from.

    The address is a secret: who knows it reads the calendar. `applied_at` is when what it said
    was taken over last, `digest` what that was.
    """

    __tablename__ = "calendar_sources"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    schedule_id: Mapped[UUID | None] = mapped_column(ForeignKey("oncall.schedules.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("oncall.people.id"))
    sealed_url: Mapped[bytes] = mapped_column(Sealed)
    host: Mapped[str] = mapped_column(Text)
    every_minutes: Mapped[int] = mapped_column(Integer)
    next_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    digest: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    events: Mapped[int] = mapped_column(Integer, default=0)
    unknown: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    failed_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str] = mapped_column(Text, default="")

"""Calendar feeds and absences."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from oncall.schema import Base
from platform_kit.ids import new_id

Moment = DateTime(timezone=True)


class FeedRow(Base):
    """The feed of a person or a schedule; its token is kept as a hash."""

    __tablename__ = "calendar_feeds"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("oncall.people.id"))
    schedule_id: Mapped[UUID | None] = mapped_column(ForeignKey("oncall.schedules.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)


class AbsenceRow(Base):
    """Leave of a person, or a holiday of everybody (no person)."""

    __tablename__ = "absences"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("oncall.people.id"))
    kind: Mapped[str] = mapped_column(Text)
    start_at: Mapped[datetime] = mapped_column(Moment)
    end_at: Mapped[datetime] = mapped_column(Moment)
    title: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)

"""Shift swaps."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from oncall.schema import Base
from platform_kit.ids import new_id

Moment = DateTime(timezone=True)


class SwapRow(Base):
    """Somebody's wish to be replaced; `asked` is one person, or null for everybody."""

    __tablename__ = "swaps"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    schedule_id: Mapped[UUID] = mapped_column(ForeignKey("oncall.schedules.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("oncall.people.id"))
    asked: Mapped[UUID | None] = mapped_column(ForeignKey("oncall.people.id"))
    start_at: Mapped[datetime] = mapped_column(Moment)
    end_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(Text)
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("oncall.people.id"))
    message: Mapped[str] = mapped_column(Text)
    declined_by: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)

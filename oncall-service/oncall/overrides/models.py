"""Overrides and temporary schedules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, FetchedValue, ForeignKey, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from oncall.schema import Base
from platform_kit.ids import new_id

Moment = DateTime(timezone=True)


class OverrideRow(Base):
    """An override; `seq` is the order of creation, in which covers are applied."""

    __tablename__ = "overrides"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    seq: Mapped[int] = mapped_column(BigInteger, FetchedValue())
    schedule_id: Mapped[UUID] = mapped_column(ForeignKey("oncall.schedules.id"))
    start_at: Mapped[datetime] = mapped_column(Moment)
    end_at: Mapped[datetime] = mapped_column(Moment)
    type: Mapped[str] = mapped_column(Text)
    users: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    instead_of: Mapped[UUID | None] = mapped_column(Uuid)
    layers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    reason: Mapped[str] = mapped_column(Text)
    swap_id: Mapped[UUID | None] = mapped_column(Uuid)
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)


class TemporaryRow(Base):
    """A temporary schedule; its shifts in the form of the API."""

    __tablename__ = "temporary_schedules"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    seq: Mapped[int] = mapped_column(BigInteger, FetchedValue())
    schedule_id: Mapped[UUID] = mapped_column(ForeignKey("oncall.schedules.id"))
    start_at: Mapped[datetime] = mapped_column(Moment)
    end_at: Mapped[datetime] = mapped_column(Moment)
    shifts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)

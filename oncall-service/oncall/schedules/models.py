"""Schedules and their versions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from oncall.schema import Base

Moment = DateTime(timezone=True)


class ScheduleRow(Base):
    """A schedule as it was last saved; `layers` are stored in the form of the API."""

    __tablename__ = "schedules"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    team: Mapped[str | None] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(Text)
    mode: Mapped[str] = mapped_column(Text)
    layers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(Integer)
    gap_told_until: Mapped[datetime | None] = mapped_column(Moment)


class VersionRow(Base):
    """What holds from `since` (null: ever) to the next version; never changed once it holds.

    Its layers carry an `offset` beside the form of the API: where the order goes on after edits.
    """

    __tablename__ = "schedule_versions"

    schedule_id: Mapped[UUID] = mapped_column(ForeignKey("oncall.schedules.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    since: Mapped[datetime | None] = mapped_column(Moment)
    timezone: Mapped[str] = mapped_column(Text)
    mode: Mapped[str] = mapped_column(Text)
    layers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    edited_by: Mapped[str] = mapped_column(Text)
    edited_at: Mapped[datetime | None] = mapped_column(Moment)

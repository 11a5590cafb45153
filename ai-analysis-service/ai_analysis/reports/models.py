"""Tables: reports, and where those go that nobody asked for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ai_analysis.orm import Base


class ReportRow(Base):
    """A report: waiting to be written while `due_at` is set, written once `report` is."""

    __tablename__ = "reports"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    incident_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    request: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """What came with the request: a title, a timeline, and whether it is to be announced."""
    report: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    announced: Mapped[bool]
    attempts: Mapped[int] = mapped_column(SmallInteger)
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ReportSettingsRow(Base):
    """The only row, once somebody has changed the settings."""

    __tablename__ = "report_settings"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

"""Runbooks, their versions, and the steps done in incidents."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from incident_management.schema import Base

Moment = DateTime(timezone=True)


class RunbookRow(Base):
    """A runbook as it is now."""

    __tablename__ = "runbooks"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    services: Mapped[list[str]] = mapped_column(ARRAY(Text))
    summary: Mapped[str] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    version: Mapped[int] = mapped_column(Integer)
    archived_at: Mapped[datetime | None] = mapped_column(Moment)
    edited_by: Mapped[dict[str, Any]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class RunbookVersionRow(Base):
    """A runbook as it was saved."""

    __tablename__ = "runbook_versions"

    runbook_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.runbooks.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    edited_by: Mapped[dict[str, Any]] = mapped_column(JSONB)
    edited_at: Mapped[datetime] = mapped_column(Moment)


class StepRow(Base):
    """A step that was applied or skipped in an incident."""

    __tablename__ = "runbook_steps"

    incident_id: Mapped[UUID] = mapped_column(
        ForeignKey("incidents.incidents.id"), primary_key=True
    )
    runbook_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.runbooks.id"), primary_key=True)
    step: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[dict[str, Any]] = mapped_column(JSONB)
    at: Mapped[datetime] = mapped_column(Moment)

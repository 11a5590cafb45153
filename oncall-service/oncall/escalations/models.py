"""Escalations, and the steps that were taken."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from oncall.schema import Base
from platform_kit.ids import new_id

Moment = DateTime(timezone=True)


class EscalationRow(Base):
    """Where the paging of an incident stands; `due_at` is when it goes on, null when it does not.

    `policy` is the snapshot taken when the cycle began: later edits do not change it.
    """

    __tablename__ = "escalations"

    incident_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    cycle: Mapped[int] = mapped_column(Integer)
    level: Mapped[int] = mapped_column(Integer)
    pass_no: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    policy: Mapped[dict[str, Any]] = mapped_column(JSONB)
    incident: Mapped[dict[str, Any]] = mapped_column(JSONB)
    people: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    started_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class StepRow(Base):
    """One person paged on one level: the key that makes a page unique."""

    __tablename__ = "escalation_steps"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    incident_id: Mapped[UUID] = mapped_column(Uuid)
    cycle: Mapped[int] = mapped_column(Integer)
    pass_no: Mapped[int] = mapped_column(Integer)
    level: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[UUID] = mapped_column(Uuid)
    explanation: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)

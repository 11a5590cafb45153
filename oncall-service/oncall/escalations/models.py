"""Escalations, what was done for them, and the turns of round-robin levels."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, FetchedValue, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from oncall.schema import Base
from platform_kit.ids import new_id

Moment = DateTime(timezone=True)


class EscalationRow(Base):
    """Where the paging of an incident stands; `due_at` is when it goes on, null when it does not.

    `policy` is the snapshot taken when the incident was triggered: later edits do not change it.
    `timer_at` and `raise_at` are the two things that can be due. `told_cycle` is the cycle that
    incident-management named last; `cycle` may be ahead of it.
    """

    __tablename__ = "escalations"

    incident_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    urgency: Mapped[str] = mapped_column(Text)
    cycle: Mapped[int] = mapped_column(Integer)
    told_cycle: Mapped[int] = mapped_column(Integer)
    level: Mapped[int] = mapped_column(Integer)
    pass_no: Mapped[int] = mapped_column(Integer)
    seek: Mapped[int] = mapped_column(Integer)
    direct: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    timer_at: Mapped[datetime | None] = mapped_column(Moment)
    raise_at: Mapped[datetime | None] = mapped_column(Moment)
    policy: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rules: Mapped[dict[str, Any]] = mapped_column(JSONB)
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


class EventRow(Base):
    """What was done, and what was not, with the reason: the trace of an escalation."""

    __tablename__ = "escalation_events"

    seq: Mapped[int] = mapped_column(BigInteger, FetchedValue(), primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(Uuid)
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(Text)
    cycle: Mapped[int] = mapped_column(Integer)
    level: Mapped[int | None] = mapped_column(Integer)
    people: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    text: Mapped[str] = mapped_column(Text)


class TurnRow(Base):
    """Which target of a round-robin level is next; shared by the incidents of the policy."""

    __tablename__ = "round_robin"

    policy: Mapped[str] = mapped_column(Text, primary_key=True)
    level: Mapped[int] = mapped_column(Integer, primary_key=True)
    position: Mapped[int] = mapped_column(Integer)

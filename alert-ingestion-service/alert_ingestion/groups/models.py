"""Alert groups."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from alert_ingestion.schema import Base

OPEN, IDLE, CLOSED = "open", "idle", "closed"


class GroupRow(Base):
    """Alerts that belong to one incident.

    open: takes further alerts. idle: its window has passed, its incident lives on.
    closed: its incident takes no more alerts. `last_event_at` is event time, `touched_at` arrival.
    `members`: what correlation needs of its alerts, under the strategy topology.
    """

    __tablename__ = "alert_groups"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(Text)
    strategy: Mapped[str] = mapped_column(Text)
    environment: Mapped[str] = mapped_column(Text)
    rule_key: Mapped[str | None] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_event_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    touched_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    members: Mapped[Any] = mapped_column(JSONB)

"""Heartbeats."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Integer, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from alert_ingestion.schema import Base

Moment: Any = DateTime(timezone=True)


class HeartbeatRow(Base):
    """A dead-man's switch. Its token is kept as a SHA-256 only.

    `untold` is what the intake has still to be told: written with the state in one statement,
    cleared when the alert is stored, so that a crash between the two loses nothing.
    """

    __tablename__ = "heartbeats"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[str] = mapped_column(Text)
    interval_seconds: Mapped[int] = mapped_column(Integer)
    grace_seconds: Mapped[int] = mapped_column(Integer)
    service: Mapped[str | None] = mapped_column(Text)
    environment: Mapped[str] = mapped_column(Text)
    team: Mapped[str | None] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(Text)
    message: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    last_ping_at: Mapped[datetime | None] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    down_at: Mapped[datetime | None] = mapped_column(Moment)
    untold: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)

"""Monitors."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from alert_ingestion.schema import Base
from platform_kit.claims import Claimable

Moment: Any = DateTime(timezone=True)


class MonitorRow(Claimable, Base):
    """A Prometheus server with queries to sample; `samples` are the newest five.

    `untold`: what the intake has still to be told, as with heartbeats.
    """

    __tablename__ = "monitors"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    base_url: Mapped[str] = mapped_column(Text)
    queries: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    interval_seconds: Mapped[int] = mapped_column(Integer)
    service: Mapped[str] = mapped_column(Text)
    environment: Mapped[str] = mapped_column(Text)
    team: Mapped[str | None] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(Text)
    enabled: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(Text)
    samples: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    error: Mapped[str | None] = mapped_column(Text)
    untold: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)

"""Alerts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from alert_ingestion.schema import Base

Moment = DateTime(timezone=True)


class AlertRow(Base):
    """One alert, from its first firing to its end; of one identity at most one is firing."""

    __tablename__ = "alerts"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    service: Mapped[str] = mapped_column(Text)
    environment: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    team: Mapped[str | None] = mapped_column(Text)
    labels: Mapped[dict[str, str]] = mapped_column(JSONB)
    annotations: Mapped[dict[str, str]] = mapped_column(JSONB)
    links: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    generator_url: Mapped[str | None] = mapped_column(Text)
    runbook_url: Mapped[str | None] = mapped_column(Text)
    source_group: Mapped[str | None] = mapped_column(Text)
    count: Mapped[int] = mapped_column(Integer)
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    last_received_at: Mapped[datetime] = mapped_column(Moment)
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("alerts.alert_groups.id"))
    incident_id: Mapped[UUID | None] = mapped_column(Uuid)
    previous_incident_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    correlation_reason: Mapped[str] = mapped_column(Text)

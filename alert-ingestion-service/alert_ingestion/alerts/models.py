"""Alerts, and what is known of their identities."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from alert_ingestion.schema import Base

Moment = DateTime(timezone=True)


class AlertRow(Base):
    """One alert, from its first firing to its end; the table is partitioned by day of its id.

    While it fires, `count` and `last_received_at` are those of its state row.
    """

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
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    tags: Mapped[list[str]] = mapped_column(JSONB)
    responders: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    links: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    generator_url: Mapped[str | None] = mapped_column(Text)
    runbook_url: Mapped[str | None] = mapped_column(Text)
    source_group: Mapped[str | None] = mapped_column(Text)
    count: Mapped[int] = mapped_column(Integer)
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    last_received_at: Mapped[datetime] = mapped_column(Moment)
    group_id: Mapped[UUID | None] = mapped_column(Uuid)
    incident_id: Mapped[UUID | None] = mapped_column(Uuid)
    previous_incident_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    correlation_reason: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(Text)
    verdict_reason: Mapped[str] = mapped_column(Text)
    history: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    payload_id: Mapped[UUID | None] = mapped_column(Uuid)


class AlertStateRow(Base):
    """One identity: whether it fires, its tombstone when it does not, its counters."""

    __tablename__ = "alert_states"

    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(Text, primary_key=True)
    alert_id: Mapped[UUID] = mapped_column(Uuid)
    status: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(Text)
    content: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int] = mapped_column(Integer)
    source_group: Mapped[str | None] = mapped_column(Text)
    group_id: Mapped[UUID | None] = mapped_column(Uuid)
    incident_id: Mapped[UUID | None] = mapped_column(Uuid)
    starts_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    last_received_at: Mapped[datetime] = mapped_column(Moment)
    heard_at: Mapped[datetime | None] = mapped_column(Moment)
    fired_at: Mapped[list[datetime]] = mapped_column(ARRAY(Moment))
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    expires_because: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(Text)
    verdict_rule: Mapped[UUID | None] = mapped_column(Uuid)
    recheck_at: Mapped[datetime | None] = mapped_column(Moment)
    payload_id: Mapped[UUID | None] = mapped_column(Uuid)
    forget_at: Mapped[datetime | None] = mapped_column(Moment)

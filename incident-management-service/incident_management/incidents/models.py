"""Incidents and the alerts that belong to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Float, ForeignKey, Identity, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from incident_management.schema import Base
from platform_kit.ids import new_id

Moment = DateTime(timezone=True)


class IncidentRow(Base):
    """One incident. `cycle` rises whenever paging starts anew.

    `version` rises with everything that is shown, `changed_version` is the version of the last
    change that somebody who acts on an old view must know of.
    """

    __tablename__ = "incidents"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    service: Mapped[str] = mapped_column(Text)
    environment: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(Text)
    urgency: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    team: Mapped[str | None] = mapped_column(Text)
    assignee: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    alert_count: Mapped[int] = mapped_column(Integer, default=0)
    runbook_url: Mapped[str | None] = mapped_column(Text)
    source_alert: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    labels: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    correlation_reason: Mapped[str] = mapped_column(Text, default="")
    escalation_state: Mapped[str | None] = mapped_column(Text)
    escalation_level: Mapped[int | None] = mapped_column(Integer)
    cycle: Mapped[int] = mapped_column(Integer, default=1)
    received_at: Mapped[datetime] = mapped_column(Moment)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    last_acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_by: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)
    resolved_by: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    snoozed_until: Mapped[datetime | None] = mapped_column(Moment)
    suppressed_until: Mapped[datetime | None] = mapped_column(Moment)
    merged_into: Mapped[UUID | None] = mapped_column(Uuid)
    sla_policy: Mapped[str | None] = mapped_column(Text)
    ack_due_at: Mapped[datetime | None] = mapped_column(Moment)
    ack_soon_at: Mapped[datetime | None] = mapped_column(Moment)
    resolve_due_at: Mapped[datetime | None] = mapped_column(Moment)
    resolve_soon_at: Mapped[datetime | None] = mapped_column(Moment)
    sla_paused_at: Mapped[datetime | None] = mapped_column(Moment)
    sla_pause_reason: Mapped[str] = mapped_column(Text, default="")
    sla_paused_seconds: Mapped[float] = mapped_column(Float, default=0.0)
    sla_told: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    sla_next_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(Integer, default=1)
    changed_version: Mapped[int] = mapped_column(Integer, default=1)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class IncidentAlertRow(Base):
    """An alert of an incident: remembered so that a repeated message counts once."""

    __tablename__ = "incident_alerts"

    incident_id: Mapped[UUID] = mapped_column(
        ForeignKey("incidents.incidents.id"), primary_key=True
    )
    alert_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    attached_at: Mapped[datetime] = mapped_column(Moment)

"""Catalogue services."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Integer, SmallInteger, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from incident_management.schema import Base


class ServiceRow(Base):
    """A service; `team` is null while nobody owns it."""

    __tablename__ = "services"

    slug: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    team: Mapped[str | None] = mapped_column(Text)
    tier: Mapped[int | None] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(Text, default="service")
    environment: Mapped[str | None] = mapped_column(Text)
    zone: Mapped[str | None] = mapped_column(Text)
    depends_on: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    runs_on: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    policy: Mapped[str | None] = mapped_column(Text)
    slack_channel: Mapped[str | None] = mapped_column(Text)
    runbook_url: Mapped[str | None] = mapped_column(Text)
    sla_policy: Mapped[str | None] = mapped_column(Text)
    ack_timeout_minutes: Mapped[int | None] = mapped_column(Integer, default=30)
    auto_resolve_minutes: Mapped[int | None] = mapped_column(Integer)
    urgency_rule: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    support_hours: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    description: Mapped[str] = mapped_column(Text, default="")
    labels: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    updated_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), default=func.now(), onupdate=func.now()
    )

"""Policies of promises."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, DateTime, SmallInteger, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from incident_management.schema import Base


class SlaPolicyRow(Base):
    """What is promised by severity; `rca_required` names severities that need a root cause."""

    __tablename__ = "sla_policies"

    slug: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    targets: Mapped[dict[str, dict[str, int | None]]] = mapped_column(JSONB)
    hours: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    pause_on: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    pause_while_snoozed: Mapped[bool] = mapped_column(Boolean, default=False)
    warn_at_percent: Mapped[int] = mapped_column(SmallInteger, default=80)
    rca_required: Mapped[list[str]] = mapped_column(ARRAY(Text))
    updated_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), default=func.now(), onupdate=func.now()
    )

"""Inhibition rules, and which firing alerts are sources of which rule."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from alert_ingestion.schema import Base


class InhibitionRow(Base):
    """While a source fires, targets with the same values of `equal_labels` are held back."""

    __tablename__ = "inhibition_rules"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    source_matchers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    target_matchers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    equal_labels: Mapped[list[str]] = mapped_column(JSONB)
    enabled: Mapped[bool] = mapped_column(Boolean)
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class InhibitorRow(Base):
    """A firing alert that holds back the targets of a rule with this key."""

    __tablename__ = "inhibitors"

    rule_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    equal_key: Mapped[str] = mapped_column(Text, primary_key=True)
    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(Text, primary_key=True)

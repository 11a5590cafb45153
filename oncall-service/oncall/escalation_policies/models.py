"""Escalation policies."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from oncall.schema import Base

DEFAULT = "default"


class PolicyRow(Base):
    """A policy; `levels` are stored in the form of the API. `version` rises at each change."""

    __tablename__ = "escalation_policies"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    team: Mapped[str | None] = mapped_column(Text)
    levels: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    repeat: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    fallback: Mapped[str | None] = mapped_column(Text)


class PolicyVersionRow(Base):
    """A policy as it was saved."""

    __tablename__ = "policy_versions"

    policy_id: Mapped[UUID] = mapped_column(
        ForeignKey("oncall.escalation_policies.id"), primary_key=True
    )
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
    edited_by: Mapped[str] = mapped_column(Text)
    edited_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

"""Escalation policies."""

from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Text, Uuid
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

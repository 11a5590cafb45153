"""Responders and watchers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from incident_management.schema import Base


class ResponderRow(Base):
    """Somebody who was asked to help."""

    __tablename__ = "incident_responders"

    incident_id: Mapped[UUID] = mapped_column(
        ForeignKey("incidents.incidents.id"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    person: Mapped[dict[str, Any]] = mapped_column(JSONB)
    added_by: Mapped[dict[str, Any]] = mapped_column(JSONB)
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class WatcherRow(Base):
    """Somebody who is told of every step."""

    __tablename__ = "incident_watchers"

    incident_id: Mapped[UUID] = mapped_column(
        ForeignKey("incidents.incidents.id"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    person: Mapped[dict[str, Any]] = mapped_column(JSONB)
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True))

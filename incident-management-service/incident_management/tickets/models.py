"""Settings of trackers, and tickets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, DateTime, ForeignKey, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from incident_management.schema import Base
from platform_kit.sealing import Sealed

Moment = DateTime(timezone=True)


class TrackerRow(Base):
    """How to reach a tracker; its token is sealed."""

    __tablename__ = "tracker_settings"

    tracker: Mapped[str] = mapped_column(Text, primary_key=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    secret: Mapped[bytes | None] = mapped_column(Sealed)
    updated_by: Mapped[dict[str, Any]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class TicketRow(Base):
    """A ticket of an incident."""

    __tablename__ = "tickets"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.incidents.id"))
    action_item_id: Mapped[UUID | None] = mapped_column(ForeignKey("incidents.action_items.id"))
    tracker: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    done: Mapped[bool] = mapped_column(Boolean)
    created_by: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(Moment)
    checked_at: Mapped[datetime] = mapped_column(Moment)

"""Deliveries and their attempts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Float, ForeignKey, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from notification.schema import Base
from platform_kit.claims import Claimable
from platform_kit.ids import new_id

Moment = DateTime(timezone=True)


class DeliveryRow(Claimable, Base):
    """One message. `page` is the Notify message that caused it."""

    __tablename__ = "deliveries"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    notify_key: Mapped[str] = mapped_column(Text)
    incident_id: Mapped[UUID] = mapped_column(Uuid)
    incident_number: Mapped[int] = mapped_column(Integer)
    cycle: Mapped[int] = mapped_column(Integer)
    level: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[UUID] = mapped_column(Uuid)
    person: Mapped[dict[str, Any]] = mapped_column(JSONB)
    channel: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    page: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    attempts_made: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)


class AttemptRow(Base):
    """One hand-over to a provider; `outcome` is `unknown` from before the call to its answer."""

    __tablename__ = "delivery_attempts"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("notifications.deliveries.id"))
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    latency_ms: Mapped[float | None] = mapped_column(Float)

"""Notifications, and the incidents that need none any more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Integer, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from notification.schema import Base


class NotificationRow(Base):
    """A page that was accepted; its key (incident, cycle, pass, level, person) is unique."""

    __tablename__ = "notifications"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(Uuid)
    person_id: Mapped[UUID] = mapped_column(Uuid)
    accepted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StopRow(Base):
    """The incident was answered: pages up to this cycle (all when final) are not sent."""

    __tablename__ = "stops"

    incident_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    cycle: Mapped[int] = mapped_column(Integer)
    final: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(Text)

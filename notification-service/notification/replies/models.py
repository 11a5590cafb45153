"""Replies that were used."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from notification.schema import Base


class UsedReplyRow(Base):
    """An action of a delivery's link or button that has had its effect."""

    __tablename__ = "used_replies"

    delivery_id: Mapped[UUID] = mapped_column(
        ForeignKey("notifications.deliveries.id"), primary_key=True
    )
    action: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=func.now())

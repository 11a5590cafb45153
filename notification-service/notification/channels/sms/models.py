"""What texts and calls keep: numbers that said STOP, and how many were sent a day."""

from datetime import datetime

from sqlalchemy import DateTime, Integer, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from notification.schema import Base


class OptOutRow(Base):
    """A number that wants no more messages."""

    __tablename__ = "opt_outs"

    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    address: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=func.now())


class UseRow(Base):
    """How many messages a channel sent on a day."""

    __tablename__ = "channel_use"

    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    used: Mapped[int] = mapped_column(Integer)

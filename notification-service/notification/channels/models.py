"""The saved settings of channels."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, DateTime, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from notification.schema import Base
from platform_kit.sealing import Sealed


class ChannelRow(Base):
    """One channel. `secrets` is sealed; `refused` is why the provider takes them no more."""

    __tablename__ = "channel_settings"

    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    secrets: Mapped[bytes | None] = mapped_column(Sealed)
    refused: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), default=func.now(), onupdate=func.now()
    )

"""Kept requests."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Integer, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from alert_ingestion.schema import Base


class PayloadRow(Base):
    """A request: 202 and the alerts it became, or the status and reason it was refused with."""

    __tablename__ = "payloads"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    integration_id: Mapped[UUID | None] = mapped_column(Uuid)
    source: Mapped[str] = mapped_column(Text)
    content_type: Mapped[str] = mapped_column(Text)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(Integer)
    error: Mapped[str] = mapped_column(Text)
    alert_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))

"""Table: confirmed root causes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ai_analysis.orm import Base


class ConfirmedCause(Base):
    """The root cause of a closed incident, as written by those who solved it."""

    __tablename__ = "confirmed_causes"

    incident_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[int | None]
    title: Mapped[str] = mapped_column(Text)
    service: Mapped[str] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(Text)
    root_cause: Mapped[str] = mapped_column(Text)
    resolution: Mapped[str] = mapped_column(Text)
    terms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """The words it is found by."""
    confirmed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

"""Table: judgements on suggestions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from ai_analysis.orm import Base


class StoredFeedback(Base):
    """One person's latest judgement on one suggestion of an incident."""

    __tablename__ = "feedback"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    incident_id: Mapped[UUID]
    suggestion_category: Mapped[str] = mapped_column(Text)
    helpful: Mapped[bool]
    category: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

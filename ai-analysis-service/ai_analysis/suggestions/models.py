"""Tables: analyses of an incident, and the suggestions of each."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, ForeignKey, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from ai_analysis.orm import Base


class StoredAnalysis(Base):
    """One analysis of one alert of an incident; the newest one is shown."""

    __tablename__ = "analyses"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    incident_id: Mapped[UUID]
    alert_id: Mapped[UUID | None]
    text: Mapped[str] = mapped_column(Text)
    """What was analysed: becomes a training sample once the cause is confirmed."""
    title: Mapped[str] = mapped_column(Text)
    service: Mapped[str] = mapped_column(Text)
    mode: Mapped[str] = mapped_column(Text)
    model_version: Mapped[str] = mapped_column(Text)
    analyzed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StoredSuggestion(Base):
    """One ranked cause of an analysis."""

    __tablename__ = "suggestions"

    analysis_id: Mapped[UUID] = mapped_column(
        ForeignKey(StoredAnalysis.id, ondelete="CASCADE"), primary_key=True
    )
    rank: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    evidence: Mapped[list[str]] = mapped_column(ARRAY(Text))
    actions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    knowledge_id: Mapped[str | None] = mapped_column(Text)

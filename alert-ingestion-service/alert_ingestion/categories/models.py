"""Classified texts."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Float, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from alert_ingestion.schema import Base


class CategoryRow(Base):
    """One kind of text. `due_at`: when it is to be classified, or classified again.

    `category` is null while nobody has classified it, and when nobody could.
    """

    __tablename__ = "categories"

    text_key: Mapped[str] = mapped_column(Text, primary_key=True)
    sample: Mapped[dict[str, Any]] = mapped_column(JSONB)
    category: Mapped[str | None] = mapped_column(Text)
    confidence: Mapped[float | None] = mapped_column(Float)
    model_version: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    classified_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

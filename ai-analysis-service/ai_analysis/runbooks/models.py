"""Table: runbooks as incident-management told them last."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from ai_analysis.orm import Base


class RunbookCopy(Base):
    """A runbook; a deleted one stays, so that an older message does not bring it back."""

    __tablename__ = "runbooks"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    service: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    deleted: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """When it was changed where it belongs; an older message is ignored."""
    stored_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

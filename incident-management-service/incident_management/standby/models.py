"""Who was on call a moment ago, and for which incidents they were paged from here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from incident_management.schema import Base


class OnCallCopyRow(Base):
    """The first people of a team as oncall told them last; the team `` stands for no team."""

    __tablename__ = "oncall_copies"

    team: Mapped[str] = mapped_column(Text, primary_key=True)
    people: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    fetched_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class StoodInRow(Base):
    """A cycle of an incident that was paged from here."""

    __tablename__ = "stood_in"

    incident_id: Mapped[UUID] = mapped_column(
        ForeignKey("incidents.incidents.id"), primary_key=True
    )
    cycle: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

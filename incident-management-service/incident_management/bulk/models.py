"""Jobs and their items."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from incident_management.schema import Base


class BulkJobRow(Base):
    """What is to be done, and in whose name."""

    __tablename__ = "bulk_jobs"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    request: Mapped[dict[str, Any]] = mapped_column(JSONB)
    caller: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(Text)
    total: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class BulkItemRow(Base):
    """One incident of a job."""

    __tablename__ = "bulk_items"

    job_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.bulk_jobs.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    incident_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[int | None] = mapped_column(BigInteger)
    outcome: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")

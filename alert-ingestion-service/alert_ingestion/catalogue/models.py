"""The copy of the service graph, and what alerts taught beside it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from alert_ingestion.schema import Base


class ServiceGraphRow(Base):
    """The one copy of the catalogue's graph; `version` is the catalogue's ETag.

    `learnt_until`: groups that went idle before this moment have been learnt from.
    """

    __tablename__ = "service_graph"

    only_row: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    version: Mapped[str] = mapped_column(Text)
    graph: Mapped[dict[str, Any]] = mapped_column(JSONB)
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    fetched_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    learnt_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    learnt_version: Mapped[int] = mapped_column(BigInteger)


class LearntEdgeRow(Base):
    """Two components whose alerts shared a group, and how often; `low` sorts before `high`.

    The row of a component with itself counts the groups that it was in at all.
    """

    __tablename__ = "learnt_edges"

    low: Mapped[str] = mapped_column(Text, primary_key=True)
    high: Mapped[str] = mapped_column(Text, primary_key=True)
    together: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

"""Links between incidents."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from incident_management.schema import Base


class LinkRow(Base):
    """`source` is so related to `target`; there is one link a direction."""

    __tablename__ = "incident_links"

    source_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.incidents.id"), primary_key=True)
    target_id: Mapped[UUID] = mapped_column(ForeignKey("incidents.incidents.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    linked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

"""Notification rules."""

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from notification.schema import Base


class RulesRow(Base):
    """A person's rules by urgency, in the form of the API."""

    __tablename__ = "notification_rules"

    person_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    high: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    low: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    quiet_hours: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))

"""Deliveries and their attempts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Float, ForeignKey, Integer, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from notification.schema import Base
from platform_kit.claims import Claimable
from platform_kit.ids import new_id

Moment = DateTime(timezone=True)


class DeliveryRow(Claimable, Base):
    """One message. `page` is what caused it: a Notify message, or a Notice.

    `provider` is who takes it, `bundle_id` the message that names it together with others.
    """

    __tablename__ = "deliveries"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    notify_key: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, default="page")
    priority: Mapped[int] = mapped_column(SmallInteger, default=0)
    incident_id: Mapped[UUID | None] = mapped_column(Uuid)
    incident_number: Mapped[int | None] = mapped_column(Integer)
    cycle: Mapped[int | None] = mapped_column(Integer)
    level: Mapped[int | None] = mapped_column(Integer)
    person_id: Mapped[UUID] = mapped_column(Uuid)
    person: Mapped[dict[str, Any]] = mapped_column(JSONB)
    channel: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    provider: Mapped[str] = mapped_column(Text, default="")
    bundle_id: Mapped[UUID | None] = mapped_column(Uuid)
    page: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    attempts_made: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    receipt: Mapped[str] = mapped_column(Text, default="")
    receipt_ref: Mapped[str | None] = mapped_column(Text)
    receipt_due_at: Mapped[datetime | None] = mapped_column(Moment)


class AttemptRow(Base):
    """One hand-over to a provider; `outcome` is `unknown` from before the call to its answer."""

    __tablename__ = "delivery_attempts"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("notifications.deliveries.id"))
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    latency_ms: Mapped[float | None] = mapped_column(Float)


class BudgetRow(Base):
    """How many messages one method may still get before they are bundled."""

    __tablename__ = "method_budgets"

    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    address: Mapped[str] = mapped_column(Text, primary_key=True)
    messages_left: Mapped[float] = mapped_column(Float)
    at: Mapped[datetime] = mapped_column(Moment)

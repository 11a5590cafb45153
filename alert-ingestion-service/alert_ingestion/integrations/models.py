"""Integrations, and the deliveries of theirs that were seen."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Integer, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from alert_ingestion.schema import Base
from platform_kit.sealing import Sealed

Moment = DateTime(timezone=True)


class IntegrationRow(Base):
    """A sender. Its key is kept as a SHA-256 only; the prefix helps to recognise it.

    The former key is good until `previous_key_until`. `secret` is sealed.
    """

    __tablename__ = "integrations"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    service: Mapped[str | None] = mapped_column(Text)
    team: Mapped[str | None] = mapped_column(Text)
    environment: Mapped[str | None] = mapped_column(Text)
    strategy: Mapped[str | None] = mapped_column(Text)
    resolve_after_seconds: Mapped[int | None] = mapped_column(Integer)
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    rate_limit_per_minute: Mapped[int | None] = mapped_column(Integer)
    allowed_networks: Mapped[list[str]] = mapped_column(JSONB, default=list)
    mapping: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    email: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    secret: Mapped[bytes | None] = mapped_column(Sealed)
    key_hash: Mapped[str] = mapped_column(Text)
    key_prefix: Mapped[str] = mapped_column(Text)
    previous_key_hash: Mapped[str | None] = mapped_column(Text)
    previous_key_until: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def has_secret(self) -> bool:
        """Whether its requests are signed."""
        return self.secret is not None


class SeenDeliveryRow(Base):
    """A signed delivery that was taken: when it comes again, it is answered and dropped."""

    __tablename__ = "seen_deliveries"

    integration_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    received_at: Mapped[datetime] = mapped_column(Moment)

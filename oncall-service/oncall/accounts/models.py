"""Sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, ForeignKey, Integer, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from oncall.schema import Base

Moment = DateTime(timezone=True)


class SessionRow(Base):
    """A signed-in browser. Refresh tokens are kept as hashes and change at every use.

    Valid are the latest one and its siblings, which answered repeats of the same request.
    """

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("oncall.people.id"))
    refresh_hash: Mapped[str] = mapped_column(Text)
    sibling_hashes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    used_hash: Mapped[str | None] = mapped_column(Text)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class FailureRow(Base):
    """Wrong sign-ins in a row under a name (as a hash), and until when it is locked."""

    __tablename__ = "sign_in_failures"

    name_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime] = mapped_column(Moment)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)

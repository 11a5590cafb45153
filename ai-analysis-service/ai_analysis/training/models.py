"""Tables: trained models, and the one row that says whether another one is due."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, LargeBinary, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ai_analysis.orm import Base


class StoredModel(Base):
    """A trained model; every replica of the same release serves the newest one of its `base`."""

    __tablename__ = "models"

    version: Mapped[str] = mapped_column(Text, primary_key=True)
    base: Mapped[str] = mapped_column(Text)
    """The packaged knowledge and the form of the archive: what this release can read."""
    covers: Mapped[int] = mapped_column(BigInteger)
    """`wanted` of the training row when its samples were read."""
    archive: Mapped[bytes] = mapped_column(LargeBinary)
    entries: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """The entries that people had added: an answer shows those that its model was trained from."""
    added_samples: Mapped[int]
    confirmed_samples: Mapped[int]
    trained_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class TrainingRow(Base):
    """The only row: `wanted` counts changes of what is taught, the lease says who trains."""

    __tablename__ = "training"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    wanted: Mapped[int] = mapped_column(BigInteger)
    token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(Text)
    """Why the last training failed; empty when it did not."""

"""Contact methods."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, SmallInteger, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from notification.schema import Base

Moment = DateTime(timezone=True)


class ContactMethodRow(Base):
    """One way to reach a person. `code` is the hash of the code that proves it is theirs."""

    __tablename__ = "contact_methods"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(Uuid)
    channel: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    verified_at: Mapped[datetime | None] = mapped_column(Moment)
    code: Mapped[str | None] = mapped_column(Text)
    code_until: Mapped[datetime | None] = mapped_column(Moment)
    code_tries: Mapped[int] = mapped_column(SmallInteger, default=0)

    @property
    def verified(self) -> bool:
        """Whether it is known to be the person's."""
        return self.verified_at is not None

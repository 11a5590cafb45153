"""Contact methods."""

from uuid import UUID

from sqlalchemy import Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from notification.schema import Base


class ContactMethodRow(Base):
    """One way to reach a person."""

    __tablename__ = "contact_methods"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(Uuid)
    channel: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)

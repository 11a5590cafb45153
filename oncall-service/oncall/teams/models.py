"""Teams."""

from uuid import UUID

from sqlalchemy import Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from oncall.schema import Base


class TeamRow(Base):
    """A team; `policy` is the slug of the escalation policy used when a service names none."""

    __tablename__ = "teams"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    members: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    policy: Mapped[str | None] = mapped_column(Text)

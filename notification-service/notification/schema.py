"""The declarative base of this service's tables."""

from sqlalchemy.orm import DeclarativeBase

from platform_kit.database import schema_metadata


class Base(DeclarativeBase):
    """All tables live in the schema `notifications`."""

    metadata = schema_metadata("notifications")

"""The declarative base of this service's tables."""

from sqlalchemy.orm import DeclarativeBase

from platform_kit.database import schema_metadata


class Base(DeclarativeBase):
    """Every table of the schema `analysis`."""

    metadata = schema_metadata("analysis")

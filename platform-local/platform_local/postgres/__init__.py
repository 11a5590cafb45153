"""A private PostgreSQL server for local mode and tests, started without any installation."""

from platform_local.postgres.errors import PortTakenError, PostgresError
from platform_local.postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "PortTakenError", "PostgresError"]

"""Who may do what in the database: one schema and one owner per service, nothing shared."""

from platform_database.initialise import InsufficientRightsError, initialise
from platform_database.roles import APP_ROLES, LOGIN_ROLES, MIGRATOR, SCHEMAS, app_role, owner_role

__all__ = [
    "APP_ROLES",
    "LOGIN_ROLES",
    "MIGRATOR",
    "SCHEMAS",
    "InsufficientRightsError",
    "app_role",
    "initialise",
    "owner_role",
]

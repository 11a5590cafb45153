"""The names: five schemas, an owner and an app role for each, one migrator."""

SCHEMAS = ("alerts", "incidents", "oncall", "notifications", "analysis")
MIGRATOR = "platform_migrator"


def owner_role(schema: str) -> str:
    """Return the role that owns the schema and all in it. Nobody logs in as it."""
    return f"{schema}_owner"


def app_role(schema: str) -> str:
    """Return the role a service logs in as: it reads and writes rows, and changes no table."""
    return f"{schema}_app"


APP_ROLES = tuple(app_role(schema) for schema in SCHEMAS)
LOGIN_ROLES = (*APP_ROLES, MIGRATOR)


def password_variable(role: str) -> str:
    """Return the environment variable with a login role's password, e.g. ALERTS_DB_PASSWORD."""
    name = role.removesuffix("_app").removeprefix("platform_")
    return f"{name.upper()}_DB_PASSWORD"

"""The statements that make roles, schemas and grants, once for Python and once for psql."""

from collections.abc import Callable, Mapping

from platform_database.roles import (
    APP_ROLES,
    LOGIN_ROLES,
    MIGRATOR,
    SCHEMAS,
    app_role,
    owner_role,
    password_variable,
)

STATEMENT_TIMEOUT = "5s"
IDLE_IN_TRANSACTION_TIMEOUT = "10s"

PSQL_HEADER = """\
-- Makes the roles, schemas and grants of the platform. Safe to run again.
-- Written by `python -m platform_database render`; a test compares this file with its source.
-- Run by psql as an administrator of the database; passwords come from the environment:
--   {variables}
\\set ON_ERROR_STOP on
"""


def sql_for(database: str, passwords: Mapping[str, str]) -> str:
    """Return the script with the passwords of the login roles written into it.

    Raises KeyError when the password of a role is missing.
    """
    return "\n".join(_statements(quote_name(database), lambda role: _literal(passwords[role])))


def psql_script() -> str:
    """Return the same script for psql, which reads the passwords from the environment."""
    variables = [password_variable(role) for role in LOGIN_ROLES]
    parts = [PSQL_HEADER.format(variables=", ".join(variables))]
    for role, variable in zip(LOGIN_ROLES, variables, strict=True):
        parts.append(
            f"\\getenv {role}_password {variable}\n"
            f"\\if :{{?{role}_password}}\n"
            "\\else\n"
            f"DO $$ BEGIN RAISE EXCEPTION '{variable} is not set'; END $$;\n"
            "\\endif"
        )
    statements = _statements(':"DBNAME"', lambda role: f":'{role}_password'")
    return "\n".join([*parts, "", "BEGIN;", *statements, "COMMIT;", ""])


def quote_name(name: str) -> str:
    """Return an SQL identifier in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    if "\0" in text or "\\" in text:
        raise ValueError("A password must not hold a backslash or a NUL character.")
    return "'" + text.replace("'", "''") + "'"


def _statements(database: str, password: Callable[[str], str]) -> list[str]:
    everyone = ", ".join(LOGIN_ROLES)
    return [
        "-- roles",
        *(_make_role(owner_role(schema)) for schema in SCHEMAS),
        *(_make_role(role) for role in LOGIN_ROLES),
        *(
            f"ALTER ROLE {role} LOGIN PASSWORD {password(role)} CONNECTION LIMIT -1;"
            for role in LOGIN_ROLES
        ),
        "-- the migrator may look; to change something it must SET ROLE to the owner, so that the",
        "-- owner's default grants apply",
        f"ALTER ROLE {MIGRATOR} NOINHERIT;",
        *(f"GRANT {owner_role(schema)} TO {MIGRATOR};" for schema in SCHEMAS),
        *(line for role in APP_ROLES for line in _limits(role)),
        "-- an administrator who is no superuser (managed databases) acts through membership",
        _let_plain_admin_act_for_owners(),
        "-- the database belongs to the platform alone",
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC;",
        f"GRANT CONNECT ON DATABASE {database} TO {everyone};",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
        *(line for schema in SCHEMAS for line in _schema(schema)),
    ]


def _make_role(role: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{role}')"
        f" THEN CREATE ROLE {role} NOLOGIN; END IF; END $$;"
    )


def _limits(role: str) -> list[str]:
    schema = role.removesuffix("_app")
    return [
        f"ALTER ROLE {role} SET search_path = {schema};",
        f"ALTER ROLE {role} SET statement_timeout = '{STATEMENT_TIMEOUT}';",
        f"ALTER ROLE {role} SET idle_in_transaction_session_timeout"
        f" = '{IDLE_IN_TRANSACTION_TIMEOUT}';",
    ]


def _let_plain_admin_act_for_owners() -> str:
    owners = ", ".join(owner_role(schema) for schema in SCHEMAS)
    is_superuser = "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user"
    return (
        f"DO $$ BEGIN IF NOT ({is_superuser}) THEN GRANT {owners} TO CURRENT_USER; END IF; END $$;"
    )


def _schema(schema: str) -> list[str]:
    owner, app = owner_role(schema), app_role(schema)
    rows = "SELECT, INSERT, UPDATE, DELETE"
    default = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner}"
    return [
        f"-- {schema}",
        f"CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {owner};",
        f"ALTER SCHEMA {schema} OWNER TO {owner};",
        f"GRANT USAGE ON SCHEMA {schema} TO {app}, {MIGRATOR};",
        f"GRANT {rows} ON ALL TABLES IN SCHEMA {schema} TO {app};",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {MIGRATOR};",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {app};",
        f"{default} IN SCHEMA {schema} GRANT {rows} ON TABLES TO {app};",
        f"{default} IN SCHEMA {schema} GRANT SELECT ON TABLES TO {MIGRATOR};",
        f"{default} IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {app};",
        f"{default} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;",
        f"{default} IN SCHEMA {schema} GRANT EXECUTE ON FUNCTIONS TO {app};",
    ]

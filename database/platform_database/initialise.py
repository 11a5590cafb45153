"""Runs the script as an administrator, or says what an administrator has to run."""

from collections.abc import Mapping

import asyncpg

from platform_database.connection import Connection, connected
from platform_database.roles import LOGIN_ROLES, MIGRATOR, SCHEMAS, owner_role
from platform_database.script import quote_name, sql_for

# Roles belong to the whole server, and two concurrent changes of one role fail: one at a time.
_LOCK = 7_305_001


class InsufficientRightsError(RuntimeError):
    """The given address may not make roles and schemas; `sql` is what an administrator runs."""

    def __init__(self, user: str, database: str, sql: str) -> None:
        super().__init__(
            f"The database user {user} may not create roles, or schemas in database {database}. "
            "Let an administrator of the server run the SQL below, then start again."
        )
        # The script closes the database to everybody it does not name.
        connect = f"GRANT CONNECT ON DATABASE {quote_name(database)} TO {quote_name(user)};"
        self.sql = f"{sql}\n{connect}"


async def initialise(admin_dsn: str, database: str, passwords: Mapping[str, str]) -> None:
    """Make the roles, schemas and grants in `database`, or bring them up to date.

    Args:
        admin_dsn: an address with the right to create roles; its own database is only used to
            connect, and to create `database` when that is missing.
        database: where the five schemas live.
        passwords: one for each role of LOGIN_ROLES.

    Raises:
        InsufficientRightsError: the rights are missing and the work is not done yet.

    """
    sql = sql_for(database, passwords)
    async with connected(admin_dsn) as admin:
        await admin.execute("SELECT pg_advisory_lock($1)", _LOCK)
        user = str(await admin.fetchval("SELECT current_user"))
        refusal = InsufficientRightsError(user, database, sql)
        if not await _may_create_roles(admin):
            if not await _is_done(admin_dsn, database):
                raise refusal
            return
        try:
            await _create_database_if_missing(admin, database)
            async with connected(admin_dsn, database) as target, target.transaction():
                await target.execute(sql)
        except asyncpg.InsufficientPrivilegeError as error:
            raise refusal from error


async def _may_create_roles(connection: Connection) -> bool:
    return bool(
        await connection.fetchval(
            "SELECT rolsuper OR rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user"
        )
    )


async def _create_database_if_missing(connection: Connection, database: str) -> None:
    exists = await connection.fetchval(
        "SELECT true FROM pg_catalog.pg_database WHERE datname = $1", database
    )
    if not exists:
        await connection.execute(f"CREATE DATABASE {quote_name(database)}")


async def _is_done(dsn: str, database: str) -> bool:
    """Say whether an administrator has already run the script."""
    async with connected(dsn, database) as target:
        logins = await target.fetchval(
            "SELECT count(*) FROM pg_catalog.pg_roles WHERE rolcanlogin AND rolname = ANY($1)",
            list(LOGIN_ROLES),
        )
        if logins != len(LOGIN_ROLES):
            return False
        owned = await target.fetchval(
            "SELECT count(*) FROM pg_catalog.pg_namespace"
            " WHERE (nspname::text, pg_get_userbyid(nspowner)::text) IN"
            " (SELECT * FROM unnest($1::text[], $2::text[]))"
            " AND pg_has_role($3, nspowner, 'MEMBER')",
            list(SCHEMAS),
            [owner_role(schema) for schema in SCHEMAS],
            MIGRATOR,
        )
    return bool(owned == len(SCHEMAS))

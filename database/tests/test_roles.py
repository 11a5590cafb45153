"""What each role may and may not do, asked of a real PostgreSQL."""

import itertools
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import pytest_asyncio
from platform_database import (
    LOGIN_ROLES,
    MIGRATOR,
    SCHEMAS,
    InsufficientRightsError,
    app_role,
    initialise,
    owner_role,
)
from platform_database.connection import Connection, connected
from platform_database.roles import password_variable
from platform_database.script import psql_script

from platform_local.postgres import EmbeddedPostgres
from platform_local.postgres.binaries import Binaries, discover

FOLDER = Path(__file__).parents[1]
PASSWORDS = {role: f'pw\'of "{role}"' for role in LOGIN_ROLES}
CROSS_PAIRS = list(itertools.permutations(SCHEMAS, 2))


@dataclass(frozen=True)
class Prepared:
    """A server whose database `platform` was initialised twice and holds one table per schema."""

    server: EmbeddedPostgres

    def admin(self, database: str = "platform") -> str:
        return self.server.dsn(database)

    def address(self, role: str, database: str = "platform") -> str:
        return address_of(self.server, role, database)


def address_of(server: EmbeddedPostgres, role: str, database: str = "platform") -> str:
    parts = urlsplit(server.dsn(database))
    password = PASSWORDS.get(role, "plain").replace('"', "%22").replace(" ", "%20")
    return urlunsplit(parts._replace(netloc=f"{role}:{password}@127.0.0.1:{parts.port}"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), volatile=True) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def prepared(server: EmbeddedPostgres) -> AsyncIterator[Prepared]:
    await initialise(server.dsn(), "platform", PASSWORDS)
    await initialise(server.dsn(), "platform", PASSWORDS)
    result = Prepared(server)
    async with connected(result.address(MIGRATOR)) as migrator:
        for schema in SCHEMAS:
            await migrator.execute(f"SET ROLE {owner_role(schema)}")
            await migrator.execute(
                f"CREATE TABLE {schema}.things (id int GENERATED ALWAYS AS IDENTITY, name text)"
            )
    yield result


@pytest.mark.parametrize("schema", SCHEMAS)
async def test_service_reads_and_writes_its_own_rows_without_naming_the_schema(
    prepared: Prepared, schema: str
) -> None:
    async with connected(prepared.address(app_role(schema))) as service:
        await service.execute("INSERT INTO things (name) VALUES ('a'), ('b')")
        await service.execute("UPDATE things SET name = 'c' WHERE name = 'a'")
        await service.execute("DELETE FROM things WHERE name = 'b'")
        assert await service.fetchval("SELECT string_agg(name, ',') FROM things") == "c"


@pytest.mark.parametrize(("mine", "other"), CROSS_PAIRS)
async def test_service_cannot_read_the_schema_of_another(
    prepared: Prepared, mine: str, other: str
) -> None:
    async with connected(prepared.address(app_role(mine))) as service:
        with pytest.raises(asyncpg.InsufficientPrivilegeError) as refusal:
            await service.fetchval(f"TABLE {other}.things")
    assert refusal.value.sqlstate == "42501"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE things ADD COLUMN more text",
        "DROP TABLE things",
        "TRUNCATE things",
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "SET ROLE alerts_owner",
        "SET ROLE platform_migrator",
    ],
)
async def test_service_cannot_change_the_structure(prepared: Prepared, statement: str) -> None:
    async with connected(prepared.address("alerts_app")) as service:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await service.execute(statement)


async def test_migrator_without_an_owner_role_cannot_create_tables(prepared: Prepared) -> None:
    async with connected(prepared.address(MIGRATOR)) as migrator:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await migrator.execute("CREATE TABLE alerts.astray (id int)")


async def test_migrator_reads_versions_without_an_owner_role(prepared: Prepared) -> None:
    async with connected(prepared.address(MIGRATOR)) as migrator:
        assert await migrator.fetchval("SELECT to_regclass('alerts.things')") is not None
        await migrator.fetchval("SELECT count(*) FROM alerts.things")


async def test_catalogue_holds_no_grant_across_schemas(prepared: Prepared) -> None:
    async with connected(prepared.admin()) as admin:
        rows = await admin.fetch(
            """
            SELECT role, schema FROM unnest($1::text[]) AS role, unnest($2::text[]) AS schema
            WHERE role NOT IN (schema || '_app', schema || '_owner')
              AND (has_schema_privilege(role, schema, 'USAGE')
                   OR has_schema_privilege(role, schema, 'CREATE')
                   OR has_table_privilege(role, schema || '.things', 'SELECT'))
            """,
            [make(schema) for schema in SCHEMAS for make in (app_role, owner_role)],
            list(SCHEMAS),
        )
        memberships = await admin.fetch(
            "SELECT m.member::regrole::text AS member, m.roleid::regrole::text AS role"
            " FROM pg_auth_members m WHERE m.roleid::regrole::text = ANY($1)",
            [make(schema) for schema in SCHEMAS for make in (app_role, owner_role)],
        )
    assert rows == []
    assert {tuple(row.values()) for row in memberships} == {
        (MIGRATOR, owner_role(schema)) for schema in SCHEMAS
    }


@pytest.mark.parametrize("schema", SCHEMAS)
async def test_service_connections_carry_time_limits(prepared: Prepared, schema: str) -> None:
    async with connected(prepared.address(app_role(schema))) as service:
        assert await service.fetchval("SHOW statement_timeout") == "5s"
        assert await service.fetchval("SHOW idle_in_transaction_session_timeout") == "10s"
        assert await service.fetchval("SHOW search_path") == schema


async def test_owner_roles_cannot_log_in(prepared: Prepared) -> None:
    async with connected(prepared.admin()) as admin:
        logins = await admin.fetch(
            "SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname LIKE '%\\_owner'"
        )
    assert logins == []


async def test_owner_functions_are_callable_by_their_service_only(prepared: Prepared) -> None:
    async with connected(prepared.address(MIGRATOR)) as migrator:
        await migrator.execute("SET ROLE alerts_owner")
        await migrator.execute(
            "CREATE FUNCTION alerts.drop_old() RETURNS int LANGUAGE sql SECURITY DEFINER"
            " AS 'SELECT 1'"
        )
    async with connected(prepared.address("alerts_app")) as service:
        assert await service.fetchval("SELECT drop_old()") == 1
    async with connected(prepared.admin()) as admin:
        allowed = await admin.fetchval(
            "SELECT has_function_privilege('oncall_app', 'alerts.drop_old()', 'EXECUTE')"
        )
    assert allowed is False


async def test_tables_restored_without_grants_get_them_by_running_again(
    prepared: Prepared,
) -> None:
    async with connected(prepared.admin()) as admin:
        await admin.execute("REVOKE ALL ON oncall.things FROM oncall_app")
    await initialise(prepared.admin("postgres"), "platform", PASSWORDS)
    async with connected(prepared.address("oncall_app")) as service:
        await service.fetchval("SELECT count(*) FROM things")


async def test_changed_password_replaces_the_old_one(server: EmbeddedPostgres) -> None:
    await initialise(server.dsn(), "passwords", {**PASSWORDS, "analysis_app": "new"})
    with pytest.raises(asyncpg.InvalidPasswordError):
        async with connected(address_of(server, "analysis_app", "passwords")):
            pass
    await initialise(server.dsn(), "passwords", PASSWORDS)
    async with connected(address_of(server, "analysis_app", "passwords")):
        pass


async def test_administrator_who_is_no_superuser_can_initialise(
    server: EmbeddedPostgres,
) -> None:
    """Managed databases hand out such a role. Its own roles, so on a server of its own names."""
    async with connected(server.dsn()) as admin:
        await _drop_everything(admin)
        await admin.execute("CREATE ROLE manager LOGIN PASSWORD 'plain' CREATEROLE CREATEDB")
    try:
        await initialise(address_of(server, "manager", "postgres"), "managed", PASSWORDS)
        async with connected(address_of(server, "incidents_app", "managed")) as service:
            assert await service.fetchval("SELECT current_schema()") == "incidents"
    finally:
        async with connected(server.dsn()) as admin:
            await _drop_everything(admin)
            await admin.execute("DROP ROLE manager")


async def test_user_without_the_right_gets_the_sql_and_can_start_once_it_was_run(
    server: EmbeddedPostgres,
) -> None:
    async with connected(server.dsn()) as admin:
        await _drop_everything(admin)
        await admin.execute("CREATE ROLE guest LOGIN PASSWORD 'plain'")
        await admin.execute("CREATE DATABASE theirs")
    guest = address_of(server, "guest", "theirs")
    try:
        with pytest.raises(InsufficientRightsError, match="guest may not create roles") as refusal:
            await initialise(guest, "theirs", PASSWORDS)
        async with connected(server.dsn("theirs")) as admin:
            await admin.execute(refusal.value.sql)
        await initialise(guest, "theirs", PASSWORDS)
        async with connected(address_of(server, "alerts_app", "theirs")):
            pass
    finally:
        async with connected(server.dsn()) as admin:
            await _drop_everything(admin)
            await admin.execute("DROP ROLE guest")


def test_psql_script_in_the_repository_is_the_rendered_one() -> None:
    assert (FOLDER / "01-init-database.sql").read_text() == psql_script()


async def test_psql_script_and_python_give_the_same_catalogue(server: EmbeddedPostgres) -> None:
    await initialise(server.dsn(), "by_python", PASSWORDS)
    async with connected(server.dsn()) as admin:
        await admin.execute("CREATE DATABASE by_psql")
        by_python = await _catalogue(server, "by_python")
        await _drop_everything(admin, except_for="by_psql")
    environment = {password_variable(role): PASSWORDS[role] for role in LOGIN_ROLES}
    ran = _psql(server, "by_psql", environment)
    assert ran.returncode == 0, ran.stderr
    assert await _catalogue(server, "by_psql") == by_python
    async with connected(address_of(server, "notifications_app", "by_psql")):
        pass


def test_psql_script_names_a_missing_password(server: EmbeddedPostgres) -> None:
    environment = {password_variable(role): "x" for role in LOGIN_ROLES[1:]}
    ran = _psql(server, "postgres", environment)
    assert ran.returncode != 0
    assert "ALERTS_DB_PASSWORD is not set" in ran.stderr


def _psql(
    server: EmbeddedPostgres, database: str, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    binaries: Binaries = discover({})
    return subprocess.run(
        [binaries.folder / "psql", "-q", "-f", FOLDER / "01-init-database.sql"],
        env={**environment, "PGSERVICEFILE": "/dev/null", **_libpq(server.dsn(database))},
        capture_output=True,
        text=True,
        check=False,
    )


def _libpq(dsn: str) -> dict[str, str]:
    parts = urlsplit(dsn)
    return {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port),
        "PGUSER": parts.username or "",
        "PGPASSWORD": parts.password or "",
        "PGDATABASE": parts.path.lstrip("/"),
    }


async def _catalogue(server: EmbeddedPostgres, database: str) -> dict[str, list[tuple[object]]]:
    queries = {
        "roles": "SELECT rolname, rolcanlogin, rolinherit, rolsuper, rolcreaterole, rolcreatedb,"
        " rolconnlimit FROM pg_roles WHERE rolname !~ '^pg_'",
        "settings": "SELECT setrole::regrole::text, setdatabase, setconfig FROM pg_db_role_setting",
        "members": "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members"
        " WHERE roleid::regrole::text !~ '^pg_'",
        "schemas": "SELECT nspname, nspowner::regrole::text, nspacl::text FROM pg_namespace"
        " WHERE nspname !~ '^pg_'",
        "defaults": "SELECT defaclrole::regrole::text, defaclnamespace::regnamespace::text,"
        " defaclobjtype::text, defaclacl::text FROM pg_default_acl",
        "database": "SELECT datacl::text FROM pg_database WHERE datname = current_database()",
    }
    async with connected(server.dsn(database)) as connection:
        return {
            name: sorted((tuple(row.values()) for row in await connection.fetch(query)), key=repr)
            for name, query in queries.items()
        }


async def _drop_everything(admin: Connection, except_for: str = "") -> None:
    """Remove databases and roles, so that a test can make them as somebody else."""
    for row in await admin.fetch(
        "SELECT datname FROM pg_database WHERE NOT datistemplate"
        " AND datname NOT IN ('postgres', $1)",
        except_for,
    ):
        await admin.execute(f"DROP DATABASE {row['datname']} WITH (FORCE)")
    for role in (*LOGIN_ROLES, *(owner_role(schema) for schema in SCHEMAS)):
        await admin.execute(f"DROP ROLE IF EXISTS {role}")

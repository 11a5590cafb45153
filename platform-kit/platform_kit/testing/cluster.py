"""One PostgreSQL server for a test run: a template with every schema at head, and its clones."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy.ext.asyncio import create_async_engine

from platform_kit.database import asyncpg_url

PASSWORD = "test-only"  # noqa: S105 - a server that lives as long as the test run
SERVER_VARIABLE = "TEST_DATABASE_SERVER"
TEMPLATE_VARIABLE = "TEST_DATABASE_TEMPLATE"

_CLOCK = (
    "CREATE SCHEMA test_clock",
    "CREATE TABLE test_clock.shift (seconds double precision NOT NULL, still timestamptz)",
    "INSERT INTO test_clock.shift VALUES (0)",
    """
    CREATE FUNCTION test_clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS
    $$ SELECT coalesce(still, pg_catalog.now()) + make_interval(secs => seconds)
       FROM test_clock.shift $$
    """,
    "GRANT USAGE ON SCHEMA test_clock TO PUBLIC",
    "GRANT SELECT, UPDATE ON test_clock.shift TO PUBLIC",
)


@dataclass(frozen=True)
class Cluster:
    """The server by an administrator's address, and the name of its template."""

    server: str
    template: str

    @classmethod
    def from_environment(cls) -> "Cluster":
        """The server that the run's controller started. Raises KeyError outside of a run."""
        return cls(os.environ[SERVER_VARIABLE], os.environ[TEMPLATE_VARIABLE])

    def address(self, database: str, user: str | None = None) -> str:
        """A postgresql:// address of `database`, as the administrator or as `user`."""
        parts = urlsplit(self.server)
        netloc = parts.netloc
        if user:
            netloc = f"{user}:{PASSWORD}@{parts.netloc.rpartition('@')[2]}"
        return urlunsplit((parts.scheme, netloc, f"/{database}", "", ""))

    async def clone(self, name: str) -> None:
        """A new database like the template."""
        await self._run(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}" STRATEGY FILE_COPY')

    async def drop(self, name: str) -> None:
        """Take a clone away, connections included."""
        await self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    async def shift_clock(self, database: str, seconds: float) -> None:
        """Move the clock of a clone forward."""
        await execute(
            self.address(database),
            f"UPDATE test_clock.shift SET seconds = seconds + {seconds}",  # noqa: S608
        )

    async def stop_clock(self, database: str, at: datetime) -> None:
        """The clock of a clone shows `at` and stands still."""
        await execute(self.address(database), stand_still(at))

    async def _run(self, statement: str) -> None:
        await execute(self.server, statement)


def stand_still(at: datetime) -> str:
    """The statement that stops the clock at `at`; shifting it moves it on from there."""
    return f"UPDATE test_clock.shift SET seconds = 0, still = '{at.isoformat()}'"  # noqa: S608


async def execute(address: str, *statements: str) -> None:
    """Run statements as they are, each committed by itself."""
    engine = create_async_engine(asyncpg_url(address), isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            for statement in statements:
                await connection.exec_driver_sql(statement)
    finally:
        await engine.dispose()


async def install_clock(admin: str, schemas: Sequence[str]) -> None:
    """Give a database the movable clock: its `now()` comes before PostgreSQL's own."""
    paths = [
        f"ALTER ROLE {schema}_app SET search_path = test_clock, pg_catalog, {schema}"
        for schema in schemas
    ]
    await execute(admin, *_CLOCK, *paths)

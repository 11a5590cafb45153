"""Migrations of one schema: as its owner, under an advisory lock, with a version table of its own.

A service calls `upgrade` from its `migrate` command and `head` for its readiness; the scripts
are Alembic's, in the service's `migrations/versions`.
"""

import asyncio
import zlib
from importlib import import_module
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine

from platform_kit.database import asyncpg_url

VERSION_TABLE = "schema_version"


def _config(package: str) -> Config:
    module = import_module(package)
    config = Config()
    config.set_main_option("script_location", str(Path(module.__path__[0])))
    config.set_main_option("path_separator", "os")
    return config


def head(package: str) -> str:
    """The newest revision among the scripts of `package`."""
    revision = ScriptDirectory.from_config(_config(package)).get_current_head()
    if revision is None:
        raise RuntimeError(f"{package} holds no migration")
    return revision


def revisions(package: str) -> list[str]:
    """All revisions among the scripts of `package`, the newest first."""
    scripts = ScriptDirectory.from_config(_config(package)).walk_revisions()
    return [script.revision for script in scripts]


async def upgrade(url: str, package: str, schema: str) -> None:
    """Bring `schema` to the head. `url` is the migrator's address."""
    engine = create_async_engine(asyncpg_url(url))
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_upgrade, package, schema)
    finally:
        await engine.dispose()


async def current(url: str, schema: str) -> str | None:
    """The revision the schema is at; None before the first migration."""
    engine = create_async_engine(asyncpg_url(url))
    try:
        async with engine.connect() as connection:
            exists = await connection.scalar(
                text("SELECT to_regclass(:name)"), {"name": f"{schema}.{VERSION_TABLE}"}
            )
            if exists is None:
                return None
            return await connection.scalar(
                text(f"SELECT version_num FROM {schema}.{VERSION_TABLE}")  # noqa: S608
            )
    finally:
        await engine.dispose()


def upgrade_now(url: str, package: str, schema: str) -> None:
    """`upgrade` for a program that has no event loop."""
    asyncio.run(upgrade(url, package, schema))


def _upgrade(connection: Connection, package: str, schema: str) -> None:
    lock = zlib.crc32(f"migrate {schema}".encode())
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": lock})
    connection.commit()
    try:
        config = _config(package)
        config.attributes["connection"] = connection
        config.attributes["schema"] = schema
        command.upgrade(config, "head")
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": lock})
        connection.commit()


def run_env(metadata: MetaData) -> None:
    """The whole of a service's `migrations/env.py`."""
    connection: Connection = context.config.attributes["connection"]
    schema: str = context.config.attributes["schema"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table=VERSION_TABLE,
        version_table_schema=schema,
        include_schemas=True,
    )
    with context.begin_transaction():
        connection.execute(text(f"SET LOCAL ROLE {schema}_owner"))
        connection.execute(text(f"SET LOCAL search_path TO {schema}"))
        connection.execute(text("SET LOCAL lock_timeout TO '2s'"))
        context.run_migrations()

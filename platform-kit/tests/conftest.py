"""The kit is tested with a toy service in a schema of its own."""

import os
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from platform_kit import migrations
from platform_kit.testing.cluster import PASSWORD, Cluster, execute

_ROLES = f"""
DO $$ BEGIN
    PERFORM pg_advisory_xact_lock(4711);
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'toy_app') THEN
        CREATE ROLE toy_owner NOLOGIN;
        CREATE ROLE toy_app LOGIN PASSWORD '{PASSWORD}';
        GRANT toy_owner TO platform_migrator;
        ALTER ROLE toy_app SET search_path = test_clock, pg_catalog, toy;
    END IF;
END $$
"""


@pytest.fixture(scope="session")
async def cluster() -> AsyncIterator[Cluster]:
    """The server, with a template that holds the toy's schema."""
    base = Cluster.from_environment()
    toy = Cluster(base.server, f"toy_template_{os.getpid()}_{uuid4().hex[:6]}")
    await execute(base.server, _ROLES)
    await base.clone(toy.template)
    await execute(
        base.address(toy.template),
        "CREATE SCHEMA toy AUTHORIZATION toy_owner",
        "GRANT USAGE ON SCHEMA toy TO toy_app",
        "ALTER DEFAULT PRIVILEGES FOR ROLE toy_owner IN SCHEMA toy "
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO toy_app",
    )
    migrator = base.address(toy.template, "platform_migrator")
    await migrations.upgrade(migrator, "toy.migrations", "toy")
    yield toy
    await base.drop(toy.template)


@pytest.fixture(scope="session")
async def shared_database(cluster: Cluster) -> AsyncIterator[str]:
    """The clone that this worker's rolled-back tests share."""
    name = f"toy_{os.getpid()}_{uuid4().hex[:8]}"
    await cluster.clone(name)
    yield name
    await cluster.drop(name)

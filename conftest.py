"""One PostgreSQL server for the whole test run: started, migrated and taken down here."""

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from platform_database import LOGIN_ROLES, MIGRATOR, SCHEMAS, initialise

from platform_kit import migrations
from platform_kit.testing.cluster import (
    PASSWORD,
    SERVER_VARIABLE,
    TEMPLATE_VARIABLE,
    Cluster,
    install_clock,
)
from platform_local.postgres import EmbeddedPostgres

pytest_plugins = ["platform_kit.testing.plugin"]

TEMPLATE = "template_of_tests"
PACKAGES = {
    "alerts": "alert_ingestion",
    "incidents": "incident_management",
    "oncall": "oncall",
    "notifications": "notification",
    "analysis": "ai_analysis",
}
# A gate asks the same questions of every change; `make test` and `make proof` ask new ones.
settings.register_profile("gate", derandomize=True, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("gate")

_SERVER = pytest.StashKey[tuple[EmbeddedPostgres, Path]]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the controller, before the workers start."""
    if hasattr(config, "workerinput") or SERVER_VARIABLE in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="incident-platform-tests-"))
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder, volatile=True)
    server.start()
    config.stash[_SERVER] = (server, folder)
    asyncio.run(_make_template(server))
    os.environ[SERVER_VARIABLE] = server.dsn()
    os.environ[TEMPLATE_VARIABLE] = TEMPLATE


async def _make_template(server: EmbeddedPostgres) -> None:
    await initialise(server.dsn(), TEMPLATE, dict.fromkeys(LOGIN_ROLES, PASSWORD))
    await install_clock(server.dsn(TEMPLATE), SCHEMAS)
    migrator = Cluster(server.dsn(), TEMPLATE).address(TEMPLATE, MIGRATOR)
    for schema, package in PACKAGES.items():
        await migrations.upgrade(migrator, f"{package}.migrations", schema)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that this process started."""
    if _SERVER not in config.stash:
        return
    server, folder = config.stash[_SERVER]
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(SERVER_VARIABLE, None)

"""The command line of a service: `python -m <package>` serves; `migrate`, `rotate-secrets`."""

import argparse
import asyncio
import gc
import sys
from collections.abc import Callable
from typing import TypeVar

import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from platform_kit import logging, migrations
from platform_kit.database import Database
from platform_kit.sealing import rotate
from platform_kit.secrets import Vault
from platform_kit.settings import ServiceSettings

GRACE_SECONDS = 4
"""For requests under way; live streams are cut. The worker has 20 s more, a supervisor waits 25."""

S = TypeVar("S", bound=ServiceSettings)


def run(settings_class: type[S], create_app: Callable[[S], FastAPI], package: str) -> None:
    """Parse the arguments and do it. Exits 2 for a wrong setting, 1 for a schema that is behind."""
    parser = argparse.ArgumentParser(prog=package)
    commands = parser.add_subparsers(dest="command")
    migrate = commands.add_parser("migrate", help="bring the schema to this release's head")
    migrate.add_argument("--check", action="store_true", help="only say whether it is there")
    commands.add_parser("rotate-secrets", help="seal all stored secrets with the newest key")
    arguments = parser.parse_args()
    settings = _read(settings_class)
    logging.configure(settings.service_name, settings.log_level)
    if arguments.command == "migrate":
        _migrate(settings, f"{package}.migrations", check=arguments.check)
        return
    app = create_app(settings)
    if arguments.command == "rotate-secrets":
        asyncio.run(_rotate(app.state.database, Vault(settings.secrets_key_file)))
        return
    _settle_memory()
    uvicorn.run(
        app,
        host=settings.bind_host,
        port=settings.service_port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=GRACE_SECONDS,
        proxy_headers=False,
    )


def _settle_memory() -> None:
    """What is loaded by now stays: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _read(settings_class: type[S]) -> S:
    try:
        return settings_class()  # pyright: ignore[reportCallIssue] - read from the environment
    except ValidationError as error:
        for fault in error.errors():
            name = "_".join(str(part) for part in fault["loc"]).upper()
            sys.stderr.write(f"{name}: {fault['msg']}\n")
        raise SystemExit(2) from None


async def _rotate(database: Database, vault: Vault) -> None:
    """Exits 1 when a secret could not be opened: its key is gone, and it has to be set again."""
    try:
        rotation = await rotate(database, vault)
    finally:
        await database.close()
    log = logging.get_logger()
    log.info("secrets_sealed_again", secrets=rotation.sealed)
    for place in rotation.lost:
        log.error("secret_lost", place=place)
    if rotation.lost:
        raise SystemExit(1)


def _migrate(settings: ServiceSettings, package: str, *, check: bool) -> None:
    log = logging.get_logger()
    if settings.migration_database_url is None:
        sys.stderr.write("MIGRATION_DATABASE_URL: is needed to migrate\n")
        raise SystemExit(2)
    url = settings.migration_database_url.get_secret_value()
    target = migrations.head(package)
    if check:
        at = asyncio.run(migrations.current(url, settings.schema_name))
        log.info("schema_checked", schema=settings.schema_name, at=at, head=target)
        raise SystemExit(0 if at == target else 1)
    asyncio.run(migrations.upgrade(url, package, settings.schema_name))
    log.info("schema_migrated", schema=settings.schema_name, head=target)

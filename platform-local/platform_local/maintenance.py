"""Looks into or deletes the platform's database: python -m platform_local.maintenance COMMAND."""

import argparse
import os
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from platform_local.database import DATABASE, embedded_server, is_embedded
from platform_local.ports import is_free
from platform_local.postgres import PostgresError
from platform_local.postgres.binaries import discover
from platform_local.settings import LocalSettings, SettingError, read_settings


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m platform_local.maintenance", description=__doc__
    )
    parser.add_argument("command", choices=("db-shell", "db-reset"))
    command = parser.parse_args(arguments).command
    try:
        settings = read_settings(os.environ)
        return _shell(settings) if command == "db-shell" else _reset(settings)
    except (SettingError, PostgresError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def _shell(settings: LocalSettings) -> int:
    environment = settings.environment
    if is_embedded(environment):
        address = embedded_server(settings.state_dir, environment).dsn(DATABASE)
    else:
        address = environment["DATABASE_URL"]
    beside_server = discover(environment).folder / "psql"
    program = str(beside_server) if beside_server.exists() else shutil.which("psql")
    if program is None:
        raise PostgresError("psql is not installed.")
    # The address holds a password: not among the arguments, which every user can list.
    os.execve(program, [program], {**environment, **_libpq(address)})  # noqa: S606


def _libpq(address: str) -> dict[str, str]:
    parts = urlsplit(address)
    values = {
        "PGHOST": parts.hostname,
        "PGPORT": parts.port,
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.lstrip("/"),
    }
    return {name: str(value) for name, value in values.items() if value}


def _reset(settings: LocalSettings) -> int:
    if not is_embedded(settings.environment):
        raise PostgresError("DATABASE_URL is set: only the embedded database is deleted here.")
    if not is_free(settings.ports["postgres"]):
        raise PostgresError("The platform runs. Stop it first.")
    unwanted = [
        settings.state_dir / name for name in ("postgres", "migrated.json", "demo-data.json")
    ]
    for path in unwanted:
        _delete(path)
    print("The embedded database is deleted; the next start makes a new one.")
    return 0


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())

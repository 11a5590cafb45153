"""Initialises a database, or prints the SQL: python -m platform_database init|render."""

import argparse
import asyncio
import os
import sys
from urllib.parse import urlsplit

from platform_database.initialise import InsufficientRightsError, initialise
from platform_database.roles import LOGIN_ROLES, password_variable
from platform_database.script import psql_script


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 0 done, 1 refused, 2 badly called."""
    parser = argparse.ArgumentParser(prog="python -m platform_database", description=__doc__)
    parser.add_argument(
        "command",
        choices=("init", "render"),
        help="init: DATABASE_URL is an admin address, passwords are in the environment; "
        "render: print the script for psql",
    )
    if parser.parse_args(arguments).command == "render":
        print(psql_script(), end="")
        return 0
    missing = [
        name
        for name in ("DATABASE_URL", *(password_variable(role) for role in LOGIN_ROLES))
        if name not in os.environ
    ]
    if missing:
        print(f"Not set: {', '.join(missing)}", file=sys.stderr)
        return 2
    return _initialise(os.environ["DATABASE_URL"])


def _initialise(address: str) -> int:
    passwords = {role: os.environ[password_variable(role)] for role in LOGIN_ROLES}
    database = urlsplit(address).path.lstrip("/") or "postgres"
    try:
        asyncio.run(initialise(address, database, passwords))
    except InsufficientRightsError as error:
        print(f"{error}\n\n{error.sql}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

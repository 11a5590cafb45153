"""From one administrator's address to the addresses the services and migrations use."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from platform_database import LOGIN_ROLES, MIGRATOR, SCHEMAS, app_role, initialise

from platform_local.postgres import EmbeddedPostgres
from platform_local.secret_files import write_private

DATABASE = "incident_platform"
DEFAULT_PORT = 5433


@dataclass(frozen=True)
class DatabaseAddresses:
    """`services` by schema name: the app role's address. `migration`: the migrator's address."""

    services: Mapping[str, str]
    migration: str


def is_embedded(environment: Mapping[str, str]) -> bool:
    """Say whether the platform brings its own PostgreSQL: no DATABASE_URL was given."""
    return not environment.get("DATABASE_URL")


def embedded_server(state_dir: Path, environment: Mapping[str, str]) -> EmbeddedPostgres:
    """Return the server of this state folder, started or not."""
    port = int(environment.get("POSTGRES_PORT") or DEFAULT_PORT)
    return EmbeddedPostgres(state_dir / "postgres", port=port)


async def prepare_database(state_dir: Path, environment: Mapping[str, str]) -> DatabaseAddresses:
    """Make roles, schemas and grants where they are missing, and return the addresses.

    With DATABASE_URL that is done in the database it names, as the user it names; otherwise in
    the embedded server, which must be running. Raises InsufficientRightsError.
    """
    if is_embedded(environment):
        admin, database = embedded_server(state_dir, environment).dsn(), DATABASE
    else:
        admin = environment["DATABASE_URL"]
        database = urlsplit(admin).path.lstrip("/") or "postgres"
    passwords = _passwords(state_dir / "secrets" / "database.json")
    await initialise(admin, database, passwords)
    return DatabaseAddresses(
        services={
            schema: _address(admin, database, app_role(schema), passwords[app_role(schema)])
            for schema in SCHEMAS
        },
        migration=_address(admin, database, MIGRATOR, passwords[MIGRATOR]),
    )


def _passwords(path: Path) -> dict[str, str]:
    stored: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [role for role in LOGIN_ROLES if role not in stored]
    if missing:
        stored |= {role: secrets.token_urlsafe(24) for role in missing}
        write_private(path, json.dumps(stored, indent=2))
    return stored


def _address(admin: str, database: str, user: str, password: str) -> str:
    """Return the administrator's address with another user, and options such as sslmode kept."""
    parts = urlsplit(admin)
    hosts = parts.netloc.rpartition("@")[2]
    options = [(k, v) for k, v in parse_qsl(parts.query) if k not in {"user", "password", "dbname"}]
    return urlunsplit(
        (
            "postgresql",
            f"{quote(user)}:{quote(password, safe='')}@{hosts}",
            "/" + quote(database),
            urlencode(options),
            "",
        )
    )

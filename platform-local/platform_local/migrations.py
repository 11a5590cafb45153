"""Tells which schemas have to be migrated, so that a second start is quick."""

import hashlib
import json
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from platform_database.connection import Connection, connected

from platform_kit.migrations import VERSION_TABLE
from platform_local.components import Component


async def pending(
    components: Iterable[Component], migrator_address: str, record: Path
) -> list[Component]:
    """Return the services whose scripts or schema differ from what was recorded."""
    recorded = _load(record)
    async with connected(migrator_address) as connection:
        return [
            component
            for component in components
            if recorded.get(component.name) != await _state(connection, component)
        ]


async def remember(components: Iterable[Component], migrator_address: str, record: Path) -> None:
    """Record scripts and schema as they are, after the migrations ended well."""
    async with connected(migrator_address) as connection:
        state = {component.name: await _state(connection, component) for component in components}
    _save(record, state)


def _load(record: Path) -> dict[str, str]:
    return json.loads(record.read_text()) if record.exists() else {}


def _save(record: Path, state: dict[str, str]) -> None:
    record.write_text(json.dumps(state, indent=2))


async def _state(connection: Connection, component: Component) -> str:
    """Return the scripts' hash and the schema's revision as one text."""
    return f"{_scripts(component)} at {await _revision(connection, str(component.schema))}"


def _scripts(component: Component) -> str:
    spec = find_spec(component.package)
    if spec is None or spec.origin is None:
        return "none"
    folder = Path(spec.origin).parent / "migrations"
    digest = hashlib.sha256()
    for script in sorted(folder.rglob("*.py")):
        digest.update(str(script.relative_to(folder)).encode() + b"\0" + script.read_bytes())
    return digest.hexdigest()


async def _revision(connection: Connection, schema: str) -> str | None:
    table = f"{schema}.{VERSION_TABLE}"
    if await connection.fetchval("SELECT to_regclass($1)", table) is None:
        return None
    revision: str | None = await connection.fetchval(f"SELECT version_num FROM {table}")  # noqa: S608
    return revision

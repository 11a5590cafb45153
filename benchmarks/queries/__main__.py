"""Goals 12 to 14: any list beside a bare SELECT, deep pages, HTTP, the dashboard.

    python -m benchmarks.queries [--incidents 100000] [--alerts 1000000] [--rounds 40]

Prints each figure with its ratio and the goal; a ratio above the goal ends with exit code 1.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Select
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.queries.history import load
from incident_management.lists import repository as lists
from incident_management.lists.filters import Scope, conditions
from incident_management.schema import Base
from incident_management.stats import repository as stats
from platform_contracts.incident_lists import IncidentFilter
from platform_kit.database import Database
from platform_local.database import prepare_database
from platform_local.keys import make_keys
from platform_local.ports import pick_free
from platform_local.postgres import EmbeddedPostgres

ALL = Scope("nobody", frozenset(), everything=True)
NOW = datetime.now(UTC)
FILTERS: dict[str, dict[str, Any]] = {
    "none": {},
    "open": {"status": ["open", "acknowledged"]},
    "severity + environment": {"severity": ["critical"], "environment": ["staging"]},
    "service + severity": {"service": ["service-7"], "severity": ["low"]},
    "team + status": {"team": ["team-3"], "status": ["closed"]},
    "service + environment": {"service": ["service-9"], "environment": ["test"]},
    "owner + severity": {"owner": "c4ca4238-a0b9-2382-0dcc-509a6f75849b", "severity": ["high"]},
    "label + service": {"label": ["zone=z3"], "service": ["service-7"]},
    "text + environment": {"q": "host-77", "environment": ["production"]},
    "a week of last year": {
        "since": NOW - timedelta(days=200),
        "until": NOW - timedelta(days=193),
        "severity": ["high"],
    },
}
BARE = "SELECT * FROM incidents.incidents ORDER BY opened_at DESC, id DESC LIMIT 50"
BY_KEY = "SELECT * FROM incidents.incidents WHERE id = $1"


@dataclass
class Row:
    """One line of the table; without a goal it is only told."""

    name: str
    ms: float
    ratio: float
    goal: float | None

    @property
    def missed(self) -> bool:
        """Whether the ratio is above its goal."""
        return self.goal is not None and self.ratio > self.goal


async def p50(rounds: int, work: Callable[[], Awaitable[Any]]) -> float:
    """The median time in milliseconds, after a warm-up."""
    for _ in range(5):
        await work()
    times: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        await work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def written(query: Select[Any]) -> tuple[str, list[Any]]:
    """A statement as the driver gets it, with its values in order."""
    compiled = query.compile(
        dialect=asyncpg_dialect.dialect(), compile_kwargs={"render_postcompile": True}
    )
    names: list[str] = getattr(compiled, "positiontup", None) or []
    values = [compiled.params[name] for name in names]
    return str(compiled), [json.dumps(v) if isinstance(v, dict) else v for v in values]


async def driver_of(session: AsyncSession) -> Any:
    """The connection below the session."""
    raw = await (await session.connection()).get_raw_connection()
    return raw.driver_connection


async def in_sql(address: str, rounds: int) -> list[Row]:
    """Lists, facets and figures as the service asks them, beside bare statements."""
    database = Database(address, Base.metadata)
    rows: list[Row] = []
    async with database.transaction() as session:
        driver = await driver_of(session)
        bare = await p50(rounds, lambda: driver.fetch(BARE))
        key = await driver.fetchval("SELECT id FROM incidents.incidents LIMIT 1")
        by_key = await p50(rounds, lambda: driver.fetch(BY_KEY, key))
        rows += [Row("bare LIMIT 50", bare, 1, None), Row("by primary key", by_key, 1, None)]
        rows += await _lists(session, rounds, bare)
        rows += await _figures(session, driver, rounds, by_key)
    await database.close()
    return rows


async def _lists(session: AsyncSession, rounds: int, bare: float) -> list[Row]:
    rows: list[Row] = []
    driver = await driver_of(session)
    for name, given in FILTERS.items():
        where = conditions(IncidentFilter.model_validate(given), ALL)
        text, values = written(lists.page_query(where, None, 50))
        took = await p50(rounds, lambda text=text, values=values: driver.fetch(text, *values))
        rows.append(Row(f"list: {name}", took, took / bare, 2.0))
    positions = {"first page": 0, "page at 3/4": 0.75}
    times: dict[str, float] = {}
    total: int = await driver.fetchval("SELECT count(*) FROM incidents.incidents")
    for name, share in positions.items():
        row = await driver.fetchrow(
            "SELECT opened_at, id FROM incidents.incidents ORDER BY opened_at DESC, id DESC "
            "LIMIT 1 OFFSET $1",
            int(total * share),
        )
        text, values = written(lists.page_query([], [row["opened_at"], row["id"]], 50))
        times[name] = await p50(rounds, lambda t=text, v=values: driver.fetch(t, *v))
    deep = times["page at 3/4"]
    rows.append(Row("deep page beside the first", deep, deep / times["first page"], 1.5))
    return rows


async def _figures(session: AsyncSession, driver: Any, rounds: int, by_key: float) -> list[Row]:
    cells = await p50(rounds, lambda: stats.open_cells(session, []))
    by_severity = "SELECT severity, count(*) FROM incidents.incidents WHERE status NOT IN "
    summary = by_severity + "('resolved', 'closed') GROUP BY severity"
    took = await p50(rounds, lambda: driver.fetch(summary))
    facets = await p50(rounds, lambda: lists.facets(session, [], list(lists.FACETS)))
    return [
        Row("summary beside primary key", took, took / by_key, 5.0),
        Row("dashboard matrix", cells, cells / by_key, None),
        Row("facets of everything", facets, facets / by_key, None),
    ]


async def over_http(address: str, url: str, rounds: int) -> list[Row]:
    """The list and the pages made of figures, as a browser asks."""
    database = Database(address, Base.metadata)
    async with database.transaction() as session:
        driver = await driver_of(session)
        bare = await p50(rounds, lambda: driver.fetch(BARE))
    await database.close()
    asked = {
        "list over HTTP": ("/api/v1/incidents?limit=50", 8.0),
        "two filters over HTTP": ("/api/v1/incidents?severity=low&team=team-3", None),
        "dashboard over HTTP": ("/api/v1/stats/dashboard", None),
        "analytics, 90 days, over HTTP": (f"/api/v1/stats/analytics?since={_days_ago(90)}", None),
    }
    rows: list[Row] = []
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        for name, (path, goal) in asked.items():
            took = await p50(rounds, lambda path=path: _get(client, path))
            rows.append(Row(name, took, took / bare, goal))
    return rows


async def _get(client: httpx.AsyncClient, path: str) -> None:
    (await client.get(path)).raise_for_status()


def _days_ago(days: int) -> str:
    return (NOW - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def the_service(folder: Path, database: str, migration: str) -> Generator[str]:
    """incident-management's API process; its address."""
    keys, port = make_keys(folder / "keys"), pick_free()
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "MIGRATION_DATABASE_URL": migration,
        "AUTH_JWKS_FILE": str(keys.public),
        "AUTH_KEY_FILE": str(keys.private("incident-management")),
        "OPEN_ACCESS": "true",
        "SERVICE_ROLE": "api",
        "SERVICE_PORT": str(port),
        "LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "incident_management"]
    subprocess.run([*command, "migrate"], env=environment, check=True)
    process = subprocess.Popen(command, env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url)
        yield url
    finally:
        process.terminate()
        process.wait()


def _wait(url: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{url}/ready").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise SystemExit("the service did not become ready")


def main() -> int:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--alerts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with EmbeddedPostgres(folder / "postgres") as postgres:
            admin = {"DATABASE_URL": postgres.dsn()}
            addresses = asyncio.run(prepare_database(folder, admin))
            address = addresses.services["incidents"]
            with the_service(folder, address, addresses.migration) as url:
                began = time.perf_counter()
                asyncio.run(load(postgres.dsn(), options.incidents, options.alerts))
                print(f"loaded in {time.perf_counter() - began:.0f} s")
                rows = asyncio.run(in_sql(address, options.rounds))
                rows += asyncio.run(over_http(address, url, options.rounds))
    print("| query | p50 ms | ratio | goal |\n|---|---|---|---|")
    for row in rows:
        goal = f"≤ {row.goal:g}" if row.goal else ""
        print(f"| {row.name} | {row.ms:.2f} | {row.ratio:.2f} | {goal} |")
    missed = [row.name for row in rows if row.missed]
    print(f"missed: {', '.join(missed)}" if missed else "every goal is met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

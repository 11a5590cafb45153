"""The servers of one run: ours, the naive service, Alertmanager, Alerta; each on a free port."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from platform_database.connection import connected

from platform_local.database import prepare_database
from platform_local.keys import make_keys
from platform_local.ports import pick_free
from platform_local.postgres import EmbeddedPostgres

START_SECONDS = 90
REPOSITORY = Path(__file__).resolve().parents[2]
ALERTA = ("alerta-server", "psycopg2-binary", "gunicorn", "setuptools<81")


@dataclass(frozen=True)
class Running:
    """A started server."""

    name: str
    port: int
    pid: int
    database_pid: int | None = None


class Bench:
    """One folder, one PostgreSQL with everything durable, and the servers started on it."""

    def __init__(self, folder: Path, postgres: EmbeddedPostgres) -> None:
        self.folder = folder
        self.postgres = postgres
        self.environment = {"DATABASE_URL": postgres.dsn()}
        self.database_pid = int(
            (postgres.state_dir / "data" / "postmaster.pid").read_text().split()[0]
        )

    @contextmanager
    def ours(self, strategy: str) -> Generator[Running]:
        """alert-ingestion's API process on empty tables."""
        name = f"ours_{strategy}"
        asyncio.run(self._create(name))
        admin = {"DATABASE_URL": self.postgres.dsn(name)}
        addresses = asyncio.run(prepare_database(self.folder, admin))
        keys = make_keys(self.folder / "keys")
        environment = {
            **os.environ,
            "DATABASE_URL": addresses.services["alerts"],
            "MIGRATION_DATABASE_URL": addresses.migration,
            "AUTH_JWKS_FILE": str(keys.public),
            "AUTH_KEY_FILE": str(keys.private("alert-ingestion")),
            "SECRETS_KEY_FILE": str(keys.secrets),
            "OPEN_ACCESS": "true",
            "SERVICE_ROLE": "api",
            "CORRELATION_STRATEGY": strategy,
            "LOG_LEVEL": "warning",
        }
        command = [sys.executable, "-m", "alert_ingestion"]
        subprocess.run([*command, "migrate"], env=environment, check=True, cwd=REPOSITORY)
        with self._process("ours", command, environment, "SERVICE_PORT", "/ready") as running:
            yield running

    @contextmanager
    def naive(self) -> Generator[Running]:
        """The naive service."""
        asyncio.run(self._create("naive"))
        environment = {**os.environ, "DATABASE_URL": self.postgres.dsn("naive")}
        command = [sys.executable, str(Path(__file__).with_name("naive_service.py"))]
        with self._process("naive", command, environment, "PORT", "/docs") as running:
            yield running

    @contextmanager
    def alertmanager(self) -> Generator[Running | None]:
        """Alertmanager, in memory; None where it is not installed."""
        binary = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
        if binary is None:
            yield None
            return
        config = self.folder / "alertmanager.yml"
        config.write_text(
            "route: {receiver: nowhere, group_by: [service, environment, severity]}\n"
            "receivers: [{name: nowhere}]\n"
        )
        port = pick_free()
        command = [
            binary,
            f"--config.file={config}",
            f"--storage.path={self.folder / 'alertmanager'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
            "--log.level=error",
        ]
        with self._process("alertmanager", command, os.environ, None, "/-/ready", port) as running:
            yield Running(running.name, running.port, running.pid)

    @contextmanager
    def alerta(self) -> Generator[Running]:
        """Alerta on the same PostgreSQL, two gunicorn workers of eight threads."""
        home = REPOSITORY / ".local" / "bench-alerta"
        if not (home / "bin" / "gunicorn").exists():
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
            subprocess.run([home / "bin" / "pip", "install", "-q", *ALERTA], check=True)
        asyncio.run(self._create("alerta"))
        config = self.folder / "alertad.conf"
        config.write_text(
            f"SECRET_KEY = 'bench'\nDATABASE_URL = {self.postgres.dsn('alerta')!r}\n"
            "AUTH_REQUIRED = False\nLOG_LEVEL = 'ERROR'\n"
        )
        environment = {**os.environ, "ALERTA_SVR_CONF_FILE": str(config)}
        make_tables = [str(home / "bin" / "python"), "-c", "import alerta; alerta.create_app()"]
        subprocess.run(make_tables, env=environment, check=True, cwd=self.folder)
        port = pick_free()
        command = [
            str(home / "bin" / "gunicorn"),
            *("-w", "2", "-k", "gthread", "--threads", "8", "--keep-alive", "60"),
            *("-b", f"127.0.0.1:{port}", "--log-level", "error", "alerta:create_app()"),
        ]
        with self._process("alerta", command, environment, None, "/management/gtg", port) as run:
            yield run

    async def _create(self, database: str) -> None:
        async with connected(self.postgres.dsn()) as connection:
            await connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            await connection.execute(f'CREATE DATABASE "{database}"')

    @contextmanager
    def _process(
        self,
        name: str,
        command: list[str],
        environment: Mapping[str, str],
        port_variable: str | None,
        ready: str,
        port: int | None = None,
    ) -> Generator[Running]:
        port = port or pick_free()
        variables = {port_variable: str(port)} if port_variable else {}
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, env={**environment, **variables}, stdout=log, stderr=log, cwd=self.folder
            )
        try:
            _wait(f"http://127.0.0.1:{port}{ready}", process, self.folder / f"{name}.log")
            yield Running(name, port, process.pid, self.database_pid)
        finally:
            process.terminate()
            process.wait(30)


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{url} ended:\n{log.read_text()[-2000:]}")
        try:
            if httpx.get(url, timeout=2).status_code < 400:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} is not ready after {START_SECONDS} s")


async def database_limit(dsn: str, seconds: float, portion: int = 200) -> float:
    """Rows a second that one connection stores durably: unnest inserts, a table of two indexes."""
    async with connected(dsn) as connection:
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS bare (id uuid PRIMARY KEY, fingerprint text, body text, "
            "at timestamptz DEFAULT now()); CREATE INDEX IF NOT EXISTS ix_bare ON bare (at)"
        )
        body = ["x" * 600] * portion
        stored, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < seconds:
            await connection.execute(
                "INSERT INTO bare (id, fingerprint, body) "
                "SELECT gen_random_uuid(), f, b FROM unnest($1::text[], $2::text[]) AS t(f, b)",
                [f"{stored + n:016x}" for n in range(portion)],
                body,
            )
            stored += portion
        return stored / (time.perf_counter() - begun)

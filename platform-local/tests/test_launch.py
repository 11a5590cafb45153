"""`python -m platform_local` as a whole, with small programs in the place of the services."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from platform_database.connection import connected

from platform_local.components import COMPANIONS, SERVICES
from platform_local.ports import pick_free
from platform_local.postgres import EmbeddedPostgres
from platform_local.settings import port_settings

# Serves /ready with the database user it logs in as; `migrate` leaves a note.
STAND_IN = """
import asyncio, http.server, json, os, pathlib, sys
import asyncpg

async def database_user():
    connection = await asyncpg.connect(os.environ["DATABASE_URL"])
    try:
        return await connection.fetchval("SELECT current_user")
    finally:
        await connection.close()

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        known = "DATABASE_URL" in os.environ
        answer = {
            "path": self.path, "pid": os.getpid(), "open": os.environ["OPEN_ACCESS"],
            "user": asyncio.run(database_user()) if known else None,
            "key": pathlib.Path(os.environ["AUTH_KEY_FILE"]).name,
        }
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

if sys.argv[1:] == ["migrate"]:
    assert os.environ["MIGRATION_DATABASE_URL"].startswith("postgresql://platform_migrator:")
    with open(os.environ["PLATFORM_STATE_DIR"] + "/migrations", "a") as file:
        file.write(__package__ + "\\n")
else:
    address = (os.environ["BIND_HOST"], int(os.environ["SERVICE_PORT"]))
    http.server.ThreadingHTTPServer(address, Handler).serve_forever()
"""


class Installation:
    """A state folder, ports and stand-in packages; starts the platform with them."""

    def __init__(self, folder: Path, spawn: Any) -> None:
        self.state = folder / "state"
        self.ports = {name: pick_free() for name in port_settings()}
        self._packages = folder / "packages"
        self._spawn = spawn
        self.lines: list[str] = []
        for component in (*SERVICES, *COMPANIONS):
            package = self._packages / component.package
            package.mkdir(parents=True)
            (package / "__init__.py").touch()
            (package / "__main__.py").write_text(STAND_IN)

    def launch(self, **environment: str) -> subprocess.Popen[str]:
        variables = {variable: name for name, (variable, _) in port_settings().items()}
        ports = {variable: str(self.ports[name]) for variable, name in variables.items()}
        own = Path(__file__).parents[1]
        return self._spawn(
            "-m",
            "platform_local",
            env={
                **ports,
                "PYTHONPATH": os.pathsep.join([str(self._packages), str(own)]),
                "PLATFORM_STATE_DIR": str(self.state),
                "BUILD_UI": "false",
                "DEMO_DATA": "false",
                **environment,
            },
        )

    def start(self, **environment: str) -> subprocess.Popen[str]:
        """Launch and wait until everything runs."""
        launcher = self.launch(**environment)
        self.lines = []
        assert launcher.stdout is not None
        for line in launcher.stdout:
            self.lines.append(line)
            if line.startswith("Logs: "):
                return launcher
        pytest.fail("the platform ended:\n" + "".join(self.lines))

    def get(self, component: str, path: str) -> Any:
        url = f"http://127.0.0.1:{self.ports[component]}{path}"
        return httpx.get(url, timeout=30, trust_env=False).json()

    def processes(self) -> list[str]:
        """Return all processes that serve this installation."""
        found: list[str] = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                text = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
                state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            except (OSError, ProcessLookupError):
                continue
            if str(self.state).encode() in text and state != "Z":
                found.append((process / "cmdline").read_text().replace("\0", " "))
        return found


@pytest.fixture
def installation(tmp_path: Path, spawn: Any) -> Installation:
    return Installation(tmp_path, spawn)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, spawn_for_module: Any) -> Installation:
    """One platform for the tests that leave it running."""
    shared = Installation(tmp_path_factory.mktemp("running"), spawn_for_module)
    shared.start()
    return shared


ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@ON_LINUX
def test_platform_starts_serves_and_stops_without_a_trace_also_the_second_time(
    installation: Installation, until: Any
) -> None:
    for _ in range(2):
        launcher = installation.start()
        for service in SERVICES:
            answer = installation.get(service.name, "/ready")
            assert answer["user"] == f"{service.schema}_app"
            assert answer["key"] == f"{service.name}.json"
            assert answer["open"] == "true"
        assert installation.get("auditor", "/ready")["user"] is None
        assert installation.get("gateway", "/health") == {"status": "ok"}
        routed = installation.get("gateway", "/api/v1/schedules?team=platform")
        assert routed["path"] == "/api/v1/schedules?team=platform"
        assert routed["user"] == "oncall_app"
        launcher.send_signal(signal.SIGINT)
        assert launcher.wait(60) == 0
        assert installation.processes() == []
    migrated = (installation.state / "migrations").read_text().split()
    assert sorted(migrated) == sorted(service.package for service in SERVICES)


@ON_LINUX
def test_killed_platform_leaves_no_process_and_can_be_started_at_once(
    installation: Installation, until: Any
) -> None:
    first = installation.start()
    first.kill()
    second = installation.start()
    second.kill()
    second.wait()
    until(lambda: not installation.processes(), "all processes are gone")


def test_terminal_says_what_runs_where_and_what_to_try(running: Installation) -> None:
    shown = "".join(running.lines)
    for name in ("alert-ingestion", "oncall", "test-runner"):
        assert f"http://127.0.0.1:{running.ports[name]}" in shown
    assert f"curl -X POST http://127.0.0.1:{running.ports['alert-ingestion']}" in shown
    assert "^C" in shown


def test_secrets_are_readable_by_their_owner_only(running: Installation) -> None:
    secrets = [path for path in (running.state / "secrets").rglob("*") if path.is_file()]
    private = {path.name: path.stat().st_mode & 0o077 for path in secrets}
    assert {"database.json", "accounts.json", "oncall.json", "jwks.json"} <= private.keys()
    assert {name for name, open_to_others in private.items() if open_to_others} <= {"jwks.json"}


def test_killed_service_runs_again(running: Installation, until: Any) -> None:
    first = running.get("oncall", "/ready")["pid"]
    os.kill(first, signal.SIGKILL)

    def runs_again() -> bool:
        try:
            return running.get("oncall", "/ready")["pid"] != first
        except httpx.HTTPError:
            return False

    until(runs_again, "the service runs again")


def test_killed_database_server_runs_again_and_keeps_its_data(
    running: Installation, until: Any
) -> None:
    data = running.state / "postgres" / "data"
    first = (data / "postmaster.pid").read_text().splitlines()[0]
    os.kill(int(first), signal.SIGKILL)

    def serves_again() -> bool:
        try:
            return running.get("incident-management", "/ready")["user"] == "incidents_app"
        except (httpx.HTTPError, ValueError):
            return False

    until(lambda: (data / "postmaster.pid").read_text().splitlines()[0] != first, "a new server")
    until(serves_again, "the service reaches its database")


def test_taken_port_is_named_with_the_setting_that_moves_it(installation: Installation) -> None:
    busy = EmbeddedPostgres(
        installation.state.parent / "other", port=installation.ports["oncall"], volatile=True
    )
    with busy:
        launcher = installation.launch()
        output, _ = launcher.communicate(timeout=60)
    assert launcher.returncode == 1
    assert f"Port {busy.port} for oncall is taken" in output
    assert "ONCALL_PORT" in output


def test_second_platform_with_the_same_state_is_refused(running: Installation) -> None:
    second = running.launch()
    output, _ = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "runs already" in output


def test_wrong_setting_is_named(installation: Installation) -> None:
    launcher = installation.launch(AI_PORT="eighty")
    output, _ = launcher.communicate(timeout=60)
    assert launcher.returncode == 2
    assert "AI_PORT=eighty" in output


def test_given_database_takes_the_place_of_the_embedded_one(
    installation: Installation, tmp_path: Path
) -> None:
    with EmbeddedPostgres(tmp_path / "given", volatile=True) as given:

        async def make_database() -> None:
            async with connected(given.dsn()) as admin:
                await admin.execute("CREATE DATABASE ours")

        asyncio.run(make_database())
        launcher = installation.start(DATABASE_URL=given.dsn("ours"))
        assert installation.get("ai-analysis", "/ready")["user"] == "analysis_app"
        assert not (installation.state / "postgres").exists()
        launcher.send_signal(signal.SIGINT)
        assert launcher.wait(60) == 0


def test_given_database_without_rights_gets_the_sql_printed(
    installation: Installation, tmp_path: Path
) -> None:
    with EmbeddedPostgres(tmp_path / "given", volatile=True) as given:

        async def make_guest() -> None:
            async with connected(given.dsn()) as admin:
                await admin.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")

        asyncio.run(make_guest())
        address = re.sub(r"//[^@]+@", "//guest:guest@", given.dsn())
        launcher = installation.launch(DATABASE_URL=address)
        output, _ = launcher.communicate(timeout=60)
    assert launcher.returncode == 1
    assert "guest may not create roles" in output
    assert "CREATE SCHEMA IF NOT EXISTS alerts" in output

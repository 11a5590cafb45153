"""The embedded PostgreSQL: every installation, every user, every way to die."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from platform_database.connection import connected

from platform_local.lifeline import default_mechanism
from platform_local.ports import is_free, pick_free
from platform_local.postgres import EmbeddedPostgres, PortTakenError, PostgresError
from platform_local.postgres.binaries import discover

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become other users")
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="user namespaces are Linux")
NAMELESS_UID = 54_321


def installations() -> list[Any]:
    wheel = discover({"PATH": ""}).folder
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = [pytest.param(wheel, id="wheel")]
    if system:
        return [*found, pytest.param(system[-1], id="debian")]
    missing = pytest.mark.skip(reason="no PostgreSQL of the distribution on this machine")
    return [*found, pytest.param(None, id="debian", marks=missing)]


def ask(server: EmbeddedPostgres, question: str) -> Any:
    async def run() -> Any:
        async with connected(server.dsn()) as connection:
            return await connection.fetchval(question)

    return asyncio.run(run())


def server_pid(state: Path) -> int:
    return int((state / "data" / "postmaster.pid").read_text().splitlines()[0])


def owner_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("bindir", installations())
def test_server_starts_answers_and_keeps_its_data_over_a_restart(
    tmp_path: Path, bindir: Path
) -> None:
    server = EmbeddedPostgres(tmp_path / "pg", bindir=bindir)
    with server:
        ask(server, "CREATE TABLE kept AS SELECT 1 AS one")
        assert ask(server, "SELECT lower('ÄÖ') || current_setting('fsync')") == "äöon"
    with server:
        assert ask(server, "SELECT one FROM kept") == 1
    assert server.port is not None
    assert is_free(server.port)


def test_test_server_trades_durability_for_speed(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "pg", volatile=True) as server:
        assert ask(server, "SHOW fsync") == "off"
        assert ask(server, "SHOW max_connections") == "300"


@AS_ROOT
@pytest.mark.parametrize("bindir", installations())
def test_root_serves_as_an_unprivileged_user(open_dir: Path, bindir: Path) -> None:
    with EmbeddedPostgres(open_dir / "pg", volatile=True, bindir=bindir) as server:
        assert ask(server, "SELECT 1") == 1
        assert owner_of(server_pid(server.state_dir)) != 0


@AS_ROOT
@ON_LINUX
@pytest.mark.parametrize("bindir", installations())
def test_root_serves_from_a_private_home(open_dir: Path, bindir: Path) -> None:
    home = open_dir / "root-home"
    home.mkdir(mode=0o700)
    for _ in range(2):
        with EmbeddedPostgres(home / "pg", volatile=True, bindir=bindir) as server:
            assert ask(server, "SELECT 1") == 1
    assert home.stat().st_mode & 0o777 == 0o700


@AS_ROOT
def test_root_in_the_private_home_of_a_user_serves_as_that_user(open_dir: Path) -> None:
    home = open_dir / "home"
    home.mkdir(mode=0o700)
    os.chown(home, 65_534, 65_534)
    (home / "made-by-root").mkdir()
    with EmbeddedPostgres(home / "made-by-root" / "pg", volatile=True) as server:
        assert owner_of(server_pid(server.state_dir)) == 65_534


@AS_ROOT
@ON_LINUX
@pytest.mark.parametrize("uid", [65_534, NAMELESS_UID])
@pytest.mark.parametrize("bindir", installations())
def test_ordinary_user_serves_from_a_private_home(
    open_dir: Path, spawn: Any, until: Any, uid: int, bindir: Path
) -> None:
    home = open_dir / "home"
    home.mkdir(mode=0o700)
    os.chown(home, uid, uid)
    state = home / "pg"
    launcher = spawn("-m", "platform_local.postgres", state, "--bindir", bindir, uid=uid)
    assert "ready on 127.0.0.1" in first_line(launcher)
    assert owner_of(server_pid(state)) == uid
    pid = server_pid(state)
    launcher.send_signal(signal.SIGINT)
    assert launcher.wait(30) == 0
    until(lambda: not is_alive(pid), "the server is gone")


@pytest.mark.parametrize("mechanism", sorted({default_mechanism(), "pipe"}))
def test_killed_launcher_leaves_no_server_behind(
    tmp_path: Path, spawn: Any, until: Any, mechanism: str
) -> None:
    script = (
        "import platform_local.lifeline as l, platform_local.postgres.__main__ as m, sys;"
        f"l.default_mechanism = lambda: '{mechanism}'; sys.exit(m.main(sys.argv[1:]))"
    )
    launcher = spawn("-c", script, tmp_path / "pg")
    assert "ready" in first_line(launcher)
    pid = server_pid(tmp_path / "pg")
    launcher.kill()
    until(lambda: not is_alive(pid), "the server is gone")


def test_next_launcher_waits_for_the_server_of_a_killed_one(
    tmp_path: Path, spawn: Any, until: Any
) -> None:
    port = pick_free()
    launcher = spawn("-m", "platform_local.postgres", tmp_path / "pg", "--port", str(port))
    assert "ready" in first_line(launcher)
    launcher.kill()
    with EmbeddedPostgres(tmp_path / "pg", port=port) as server:
        assert ask(server, "SELECT 1") == 1


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_stops_launcher_and_server(tmp_path: Path, spawn: Any, signum: int) -> None:
    launcher = spawn("-m", "platform_local.postgres", tmp_path / "pg")
    assert "ready" in first_line(launcher)
    pid = server_pid(tmp_path / "pg")
    launcher.send_signal(signum)
    assert launcher.wait(30) == 0
    assert not is_alive(pid)


def test_launcher_ends_with_an_error_when_the_server_is_killed(tmp_path: Path, spawn: Any) -> None:
    launcher = spawn("-m", "platform_local.postgres", tmp_path / "pg")
    assert "ready" in first_line(launcher)
    os.kill(server_pid(tmp_path / "pg"), signal.SIGKILL)
    assert launcher.wait(30) != 0


def test_stale_pid_file_naming_a_living_stranger_does_not_stop_the_start(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "pg")
    with server:
        ask(server, "CREATE TABLE kept AS SELECT 1 AS one")
        pid_file = tmp_path / "pg" / "data" / "postmaster.pid"
        stale = pid_file.read_text().splitlines(keepends=True)
    bystander = subprocess.Popen(["/bin/sleep", "600"])
    try:
        pid_file.write_text("".join([f"{bystander.pid}\n", *stale[1:]]))
        with server:
            assert ask(server, "SELECT one FROM kept") == 1
    finally:
        bystander.kill()
        bystander.wait()


def test_interrupted_first_start_is_repaired(tmp_path: Path) -> None:
    half_made = tmp_path / "pg" / "data.new" / "base"
    half_made.mkdir(parents=True)
    with EmbeddedPostgres(tmp_path / "pg", volatile=True) as server:
        assert ask(server, "SELECT 1") == 1


def test_taken_port_is_named_with_the_setting_that_moves_it(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "one", volatile=True) as one:
        assert one.port is not None
        second = EmbeddedPostgres(tmp_path / "two", port=one.port, volatile=True)
        with pytest.raises(PortTakenError, match=f"{one.port}.*POSTGRES_PORT"):
            second.start()


def test_state_in_use_by_a_running_platform_is_refused(tmp_path: Path) -> None:
    with (
        EmbeddedPostgres(tmp_path / "pg", volatile=True),
        pytest.raises(PostgresError, match="runs already"),
    ):
        EmbeddedPostgres(tmp_path / "pg", volatile=True).start()


def test_data_of_another_version_is_explained(tmp_path: Path) -> None:
    data = tmp_path / "pg" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("12\n")
    with pytest.raises(PostgresError, match="made by PostgreSQL 12"):
        EmbeddedPostgres(tmp_path / "pg").start()


def test_missing_programs_are_explained(tmp_path: Path) -> None:
    with pytest.raises(PostgresError, match="PG_BINDIR"):
        EmbeddedPostgres(tmp_path / "pg", bindir=tmp_path).start()


@pytest.mark.parametrize("bindir", installations())
def test_programs_named_by_the_environment_come_first(bindir: Path) -> None:
    assert discover({"PG_BINDIR": str(bindir)}).folder == bindir

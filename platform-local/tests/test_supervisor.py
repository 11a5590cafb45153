"""The supervisor with real child processes."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from platform_local.ports import pick_free
from platform_local.programs import Program, answers_http
from platform_local.supervisor import StartError, StopRequestedError, Supervisor

TOUCH_WHEN_STOPPED = """
import pathlib, signal, sys, time
def stop(*_):
    with open(sys.argv[1], "a") as f: f.write(sys.argv[2] + " stopped\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
with open(sys.argv[1], "a") as f: f.write(sys.argv[2] + " started\\n")
pathlib.Path(sys.argv[1] + "." + sys.argv[2]).touch()
time.sleep(600)
"""

# Starts a whole platform of two programs; prints the pids when they are ready.
PLATFORM = """
import asyncio, pathlib, sys
from platform_local.programs import Program
from platform_local.supervisor import Supervisor
folder = pathlib.Path(sys.argv[1])
def program(name, needs=()):
    async def ready(): return (folder / name).exists()
    code = f"import os,pathlib,time; pathlib.Path({str(folder / name)!r}).write_text(str(os.getpid())); time.sleep(600)"
    return Program(name, (sys.executable, "-c", code), ready, needs)
async def main():
    async with Supervisor(folder / "logs", lambda line: None) as supervisor:
        supervisor.start([program("one"), program("two", ("one",))])
        await supervisor.ready(["one", "two"])
        print("ready", flush=True)
        await supervisor.stopping.wait()
asyncio.run(main())
"""  # noqa: E501


def file_exists(path: Path) -> Callable[[], Any]:
    async def probe() -> bool:
        return path.exists()  # noqa: ASYNC240 - a local file

    return probe


def recorder(folder: Path, name: str, *needs: str) -> Program:
    """A program that writes into one ledger when it starts and when it is told to stop."""
    ledger = folder / "ledger"
    command = (sys.executable, "-c", TOUCH_WHEN_STOPPED, str(ledger), name)
    return Program(name, command, file_exists(folder / f"ledger.{name}"), needs)


def script(name: str, code: str, ready: Any = None) -> Program:
    return Program(name, (sys.executable, "-c", code), ready)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 180
    while not condition():
        assert time.monotonic() < deadline, f"not after 180 s: {what}"
        await asyncio.sleep(0.05)


async def test_programs_start_after_what_they_need_and_stop_before_it(tmp_path: Path) -> None:
    said: list[str] = []
    async with Supervisor(tmp_path / "logs", said.append) as supervisor:
        supervisor.start(
            [
                recorder(tmp_path, "gateway", "service"),
                recorder(tmp_path, "service", "database"),
                recorder(tmp_path, "database"),
            ]
        )
        await supervisor.ready(["database", "service", "gateway"])
    order = ["database", "service", "gateway"]
    assert (tmp_path / "ledger").read_text().splitlines() == [
        *(f"{name} started" for name in order),
        *(f"{name} stopped" for name in reversed(order)),
    ]
    assert [line.split()[0] for line in said] == order


async def test_program_in_front_does_not_wait_but_is_stopped_first(tmp_path: Path) -> None:
    async with Supervisor(tmp_path / "logs", print) as supervisor:
        front = replace(recorder(tmp_path, "front"), fronts=("service",))
        supervisor.start([front])
        await supervisor.ready(["front"])
        supervisor.start([recorder(tmp_path, "service")])
        await supervisor.ready(["service"])
    stopped = ["front stopped", "service stopped"]
    assert (tmp_path / "ledger").read_text().splitlines()[2:] == stopped


async def test_service_is_ready_when_its_address_answers_2xx(tmp_path: Path) -> None:
    port = pick_free()
    command = (sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1")
    (tmp_path / "ready").touch()
    served = Program(
        "web", command, answers_http(f"http://127.0.0.1:{port}/ready"), folder=tmp_path
    )
    async with Supervisor(tmp_path / "logs", print) as supervisor:
        supervisor.start([served])
        await supervisor.ready(["web"])
    assert '"GET /ready HTTP/1.1" 200' in (tmp_path / "logs" / "web.log").read_text()
    assert not await answers_http(f"http://127.0.0.1:{port}/ready")()


async def test_killed_program_starts_again(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = f"import os,time; open({str(pid_file)!r},'w').write(str(os.getpid())); time.sleep(600)"
    said: list[str] = []
    async with Supervisor(tmp_path / "logs", said.append) as supervisor:
        supervisor.start([script("fragile", code, file_exists(pid_file))])
        await supervisor.ready(["fragile"])
        await until(pid_file.read_text, "the pid is written")
        first = int(pid_file.read_text())
        os.kill(first, signal.SIGKILL)
        await until(lambda: pid_file.read_text() not in ("", str(first)), "a second process")
    assert any("ended with code -9, starts again" in line for line in said)


async def test_program_that_keeps_crashing_is_shown_with_the_end_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform_local.supervisor._FIRST_BACKOFF_SECONDS", 0.01)
    broken = script(
        "broken", "raise SystemExit('no such setting: FOO')", file_exists(tmp_path / "x")
    )
    dependant = recorder(tmp_path, "dependant", "broken")
    said: list[str] = []
    async with Supervisor(tmp_path / "logs", said.append) as supervisor:
        supervisor.start([broken, dependant])
        with pytest.raises(StartError, match="no such setting: FOO"):
            await supervisor.ready(["broken", "dependant"])
    assert any("no such setting: FOO" in line for line in said)
    assert not (tmp_path / "ledger").exists()


async def test_job_is_done_when_it_ends_well(tmp_path: Path) -> None:
    async with Supervisor(tmp_path / "logs", print) as supervisor:
        supervisor.start(
            [script("good", "print('migrated')"), script("bad", "raise SystemExit(3)")]
        )
        await supervisor.ready(["good"])
        with pytest.raises(StartError, match="bad ended with code 3"):
            await supervisor.ready(["bad"])
    assert (tmp_path / "logs" / "good.log").read_text() == "migrated\n"


async def test_program_deaf_to_a_stop_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform_local.supervisor.STOP_SECONDS", 0.5)
    pid_file = tmp_path / "pid"
    code = (
        "import os,signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"open({str(pid_file)!r},'w').write(str(os.getpid())); time.sleep(600)"
    )
    async with Supervisor(tmp_path / "logs", print) as supervisor:
        supervisor.start([script("deaf", code, file_exists(pid_file))])
        await supervisor.ready(["deaf"])
        await until(pid_file.read_text, "the pid is written")
    assert not is_alive(int(pid_file.read_text()))


async def test_grandchildren_do_not_outlive_their_parent(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "import subprocess,time; p = subprocess.Popen(['/bin/sleep', '600']);"
        f"open({str(pid_file)!r},'w').write(str(p.pid)); time.sleep(600)"
    )
    async with Supervisor(tmp_path / "logs", print) as supervisor:
        supervisor.start([script("parent", code, file_exists(pid_file))])
        await supervisor.ready(["parent"])
        await until(pid_file.read_text, "the pid is written")
    grandchild = int(pid_file.read_text())
    await until(lambda: not is_alive(grandchild), "the grandchild is gone")


async def test_stop_during_the_start_ends_the_wait(tmp_path: Path) -> None:
    async with Supervisor(tmp_path / "logs", print) as supervisor:
        supervisor.start(
            [script("slow", "import time; time.sleep(600)", file_exists(tmp_path / "x"))]
        )
        asyncio.get_running_loop().call_later(0.2, supervisor.request_stop)
        with pytest.raises(StopRequestedError):
            await supervisor.ready(["slow"])


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_child_outlives_the_supervisor(
    tmp_path: Path, spawn: Any, until: Any, signum: signal.Signals
) -> None:
    platform = spawn("-c", PLATFORM, tmp_path)
    assert platform.stdout.readline() == "ready\n"
    until((tmp_path / "two").read_text, "both pids are written")
    pids = [int((tmp_path / name).read_text()) for name in ("one", "two")]
    platform.send_signal(signum)
    assert platform.wait(30) == (-signal.SIGKILL if signum == signal.SIGKILL else 0)
    until(lambda: not any(is_alive(pid) for pid in pids), "all children are gone")

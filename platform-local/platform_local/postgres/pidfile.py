"""Reads and corrects postmaster.pid, which outlives a server that was killed."""

import os
import subprocess
import time
from pathlib import Path

from platform_local.postgres.errors import PostgresError

_STATUS_LINE = 7  # "starting", "ready", ... since PostgreSQL 10


def is_ready(data: Path, pid: int) -> bool:
    """Say whether the server with this pid accepts connections.

    The file of an earlier, killed server names another pid.
    """
    lines = _read(data)
    return (
        len(lines) > _STATUS_LINE
        and lines[0].strip() == str(pid)
        and lines[_STATUS_LINE].strip() == "ready"
    )


def settle(data: Path, patience: float) -> None:
    """Make sure that no server runs on `data` and that a stale file does not stop the next one.

    A server that is still shutting down (its launcher was killed) gets `patience` seconds.
    """
    deadline = time.monotonic() + patience
    while (pid := _recorded_pid(data)) is not None and _serves(pid, data):
        if time.monotonic() > deadline:
            raise PostgresError(
                f"Another PostgreSQL (process {pid}) still runs on {data}. Stop it first."
            )
        time.sleep(0.1)
    if pid is not None and _is_alive(pid):
        _disown(data)


def _read(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, PermissionError):
        return []


def _recorded_pid(data: Path) -> int | None:
    lines = _read(data)
    return int(lines[0]) if lines and lines[0].strip().isdecimal() else None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _serves(pid: int, data: Path) -> bool:
    """Say whether the process is a PostgreSQL on this data folder, not a pid used again."""
    command = _command_line(pid)
    return "postgres" in command and str(data) in command


def _command_line(pid: int) -> str:
    proc = Path("/proc") / str(pid) / "cmdline"
    if Path("/proc/self").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    listing = subprocess.run(  # noqa: S603 - the pid is a number
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return listing.stdout


def _disown(data: Path) -> None:
    """Replace a reused pid by our own.

    PostgreSQL believes any living pid in the file except its parent's. Deleting the file would
    also delete the shared memory key, by which it notices orphaned backends.
    """
    path = data / "postmaster.pid"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([f"{os.getpid()}\n", *lines[1:]]))

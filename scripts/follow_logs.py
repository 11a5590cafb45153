"""Follows the logs of the platform: follow_logs.py [PART] [--containers].

On this machine the parts write to $PLATFORM_STATE_DIR/logs; in containers the engine keeps what
they print. A part may be named by the beginning of its name: `ai`, `alert`, `oncall`.
"""

import argparse
import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
COMPOSE_FILE = REPOSITORY / "docker-compose.yml"
LINES = 50


class UnknownPartError(ValueError):
    """There is no log of that name; the text says which there are."""


def local_command(folder: Path, part: str | None) -> list[str]:
    """The program that follows the files. Raises UnknownPartError."""
    files = {path.stem: path for path in sorted(folder.glob("*.log"))}
    if not files:
        raise UnknownPartError(f"There are no logs in {folder}: has `make run` been started?")
    chosen = list(files.values()) if part is None else [files[_named(part, list(files))]]
    return ["tail", "-n", str(LINES), "-F", *map(str, chosen)]


def container_command(part: str | None) -> list[str]:
    """The same for containers. Raises UnknownPartError where there is no composition."""
    if not COMPOSE_FILE.is_file():
        raise UnknownPartError(f"{COMPOSE_FILE.name} is not here: nothing runs in containers")
    command = ["docker", "compose", "-f", str(COMPOSE_FILE), "logs", "--follow"]
    return [*command, "--tail", str(LINES), *([part] if part else [])]


def _named(part: str, names: list[str]) -> str:
    """The part itself, or the only one that begins so."""
    found = [name for name in names if name == part] or [
        name for name in names if name.startswith(part)
    ]
    if len(found) != 1:
        known = ", ".join(found or names)
        raise UnknownPartError(f"There is no log {part}. There is: {known}")
    return found[0]


def main() -> int:
    """Become the program that follows; return 2 for a part that is not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?")
    parser.add_argument("--containers", action="store_true")
    options = parser.parse_args()
    state = Path(os.environ.get("PLATFORM_STATE_DIR") or REPOSITORY / ".local")
    try:
        command = (
            container_command(options.part)
            if options.containers
            else local_command(state / "logs", options.part)
        )
    except UnknownPartError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return os.execvp(command[0], command)  # noqa: S606 - nothing of it is from outside


if __name__ == "__main__":
    sys.exit(main())

"""Checks style and types: check.py lint|fmt|types|size. Runs all of it, then says what failed."""

import argparse
import subprocess
import sys
from pathlib import Path

from platform_local.web_ui import FOLDER, BuildError, npm_run

ROOT = Path(__file__).resolve().parent.parent
PYTHON_CHECKS = {
    "lint": (("ruff", "check", "."), ("ruff", "format", "--check", ".")),
    "fmt": (("ruff", "check", "--fix", "."), ("ruff", "format", ".")),
    "types": (("pyright",),),
    "size": (),
}
WEB_SCRIPTS = {"lint": "lint", "fmt": "format", "types": "typecheck", "size": "size"}


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("check", choices=sorted(PYTHON_CHECKS))
    check = parser.parse_args().check
    failed = [" ".join(command) for command in PYTHON_CHECKS[check] if not run(*command)]
    if (FOLDER / "package.json").is_file():
        try:
            npm_run(WEB_SCRIPTS[check])
        except BuildError as error:
            failed.append(str(error))
    for name in failed:
        print(f"failed: {name}", file=sys.stderr)
    return 1 if failed else 0


def run(module: str, *arguments: str) -> bool:
    """Say whether a tool of the environment ends well."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())

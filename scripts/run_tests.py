"""Runs the tests: web first, so that the last line is pytest's summary."""

import argparse
import subprocess
import sys
from pathlib import Path

from platform_local.web_ui import FOLDER, BuildError, npm_run

ROOT = Path(__file__).resolve().parent.parent
MOST_WORKERS = 4


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coverage", action="store_true", help="report in htmlcov/")
    parser.add_argument("--integration", action="store_true", help="only those with a database")
    options, for_pytest = parser.parse_known_args()
    web_is_well = options.integration or run_web_tests()
    arguments = ["-n", "auto", "--maxprocesses", str(MOST_WORKERS), *for_pytest]
    if options.coverage:
        arguments += ["--cov", "--cov-report=html", "--cov-report=term:skip-covered"]
    if options.integration:
        arguments += [str(path) for path in sorted(ROOT.glob("*/tests/integration"))]
        arguments += [str(ROOT / "database" / "tests")]
    done = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False)  # noqa: S603
    return done.returncode or (0 if web_is_well else 1)


def run_web_tests() -> bool:
    """Say whether the unit tests of the web interface pass."""
    if not (FOLDER / "package.json").is_file():
        return True
    try:
        npm_run("test")
    except BuildError as error:
        print(error, file=sys.stderr, flush=True)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())

"""Deletes what can be made again: caches and build output, with --everything all but sources."""

import argparse
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHES = {
    *("__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis", ".schemathesis"),
    *(".import_linter_cache", "htmlcov", "dist", "test-results", "playwright-report"),
}
HEAVY = {".venv", ".local", "node_modules"}


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--everything", action="store_true", help=", ".join(sorted(HEAVY)) + " too")
    everything = parser.parse_args().everything
    unwanted = [*find(ROOT, CACHES | HEAVY if everything else CACHES), *ROOT.glob(".coverage*")]
    for path in unwanted:
        print(f"deleting {path.relative_to(ROOT)}")
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return 0


def find(folder: Path, names: set[str]) -> list[Path]:
    """Return the folders with such a name; the heavy ones and .git are not searched."""
    found: list[Path] = []
    for entry in folder.iterdir():
        if not entry.is_dir() or entry.is_symlink():
            continue
        if entry.name in names:
            found.append(entry)
        elif entry.name not in HEAVY | {".git"}:
            found += find(entry, names)
    return found


if __name__ == "__main__":
    sys.exit(main())

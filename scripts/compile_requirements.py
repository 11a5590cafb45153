"""Pins every dependency with hashes: python scripts/compile_requirements.py [--upgrade].

The ranges live in each component's pyproject.toml, the tools in requirements/*.in. One
resolution (dev.txt) decides all versions; the files of the components are parts of it.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
LIBRARIES = {"platform-contracts", "platform-kit", "database"}  # part of others, never run alone
TOOLS = ("uv", "node", "clients")
UV = [
    sys.executable,
    "-m",
    "uv",
    "pip",
    "compile",
    "-",
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-config",
]


def main() -> int:
    """Write requirements/*.txt and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest allowed versions")
    options = ["--upgrade"] if parser.parse_args().upgrade else []
    wanted = inputs()
    dev = FOLDER / "dev.txt"
    compile_one("dev", wanted.pop("dev"), options)
    for name, requirements in wanted.items():
        compile_one(name, requirements, options if name in TOOLS else ["-c", str(dev)])
    for leftover in FOLDER.glob("*.txt"):
        if leftover.stem not in {"dev", *wanted}:
            leftover.unlink()
    return 0


def inputs() -> dict[str, list[str]]:
    """Return for each pin file the requirement ranges that it fulfils."""
    components = {path.parent.name: read_project(path) for path in ROOT.glob("*/pyproject.toml")}
    local = {normalised(name): deps for name, deps in components.values()}
    third_party = {
        folder: sorted(expand(dependencies, local))
        for folder, (_, dependencies) in sorted(components.items())
    }
    everything = sorted({line for lines in third_party.values() for line in lines})
    tools = {name: read_input(name) for name in ("dev", *TOOLS)}
    return {
        "dev": [*everything, *tools["dev"]],
        "run": everything,
        **{folder: deps for folder, deps in third_party.items() if folder not in LIBRARIES},
        **{name: tools[name] for name in TOOLS},
    }


def read_project(path: Path) -> tuple[str, list[str]]:
    """Return the name and the dependencies of a component."""
    project = tomllib.loads(path.read_text())["project"]
    return project["name"], project.get("dependencies", [])


def expand(dependencies: list[str], local: Mapping[str, list[str]]) -> set[str]:
    """Return the third-party requirements, those of local packages included."""
    found: set[str] = set()
    for dependency in dependencies:
        name = normalised(dependency)
        found |= expand(local[name], local) if name in local else {dependency}
    return found


def normalised(requirement: str) -> str:
    """Return the package name of a requirement as indexes compare it."""
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    if match is None:
        raise ValueError(f"not a requirement: {requirement!r}")
    return re.sub(r"[-_.]+", "-", match.group()).lower()


def read_input(name: str) -> list[str]:
    """Return the lines of an .in file without comments."""
    lines = (FOLDER / f"{name}.in").read_text().splitlines()
    return [line for line in (raw.partition("#")[0].strip() for raw in lines) if line]


def header(requirements: list[str]) -> str:
    """Return the first lines of a pin file; they tell whether its inputs changed since."""
    digest = hashlib.sha256("\n".join(requirements).encode()).hexdigest()[:16]
    return f"# Made by scripts/compile_requirements.py, do not edit. inputs: {digest}\n"


def compile_one(name: str, requirements: list[str], options: list[str]) -> None:
    """Write one pin file; its present pins are kept where they still fit."""
    target = FOLDER / f"{name}.txt"
    print(f"requirements/{target.name}", flush=True)
    subprocess.run(  # noqa: S603 - our own arguments
        [*UV, *options, "--output-file", str(target)],
        input="\n".join(requirements),
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    target.write_text(header(requirements) + target.read_text())


if __name__ == "__main__":
    sys.exit(main())

"""Makes .venv and installs the pinned packages: python3 scripts/bootstrap.py run|dev|node|uv.

Standard library only, and quick when nothing changed. Says in one line what is missing.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

MINIMUM = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
PACKAGES_FILE = "incident_platform.pth"

# A profile is satisfied by its own stamp or by that of a larger one.
LARGER = {"run": ("run", "dev"), "dev": ("dev",), "node": ("node",), "uv": ("uv",)}


class BootstrapError(Exception):
    """Something is missing; the text is the one line to show."""


def main() -> int:
    """Return the exit code."""
    use_new_enough_python()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("profiles", nargs="+", choices=sorted(LARGER))
    profiles = parser.parse_args().profiles
    try:
        if all(is_current(profile) for profile in profiles) and packages_are_listed():
            return 0
        with Path(__file__).open() as lock:  # one installation at a time
            fcntl.flock(lock, fcntl.LOCK_EX)
            make_environment()
            for profile in profiles:
                if not is_current(profile):
                    install(profile)
            list_packages()
    except (BootstrapError, OSError) as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


def use_new_enough_python() -> None:
    """Go on in a newer interpreter when this one is too old, or explain and exit."""
    if sys.version_info >= MINIMUM:
        return
    for name in NEWER:
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, *sys.argv])  # noqa: S606
    found = ".".join(str(part) for part in sys.version_info[:2])
    sys.exit(f"setup: Python 3.11 or newer is needed, found {found}. Name one: make PYTHON=...")


def make_environment() -> None:
    """Create .venv where there is none that runs."""
    if PYTHON.exists() and runs(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        return
    say("making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if runs(sys.executable, "-m", "venv", VENV):
        return
    # Debian splits ensurepip off into a package of its own; uv does not need it.
    shutil.rmtree(VENV, ignore_errors=True)
    if shutil.which("uv") and runs(sys.executable, "-m", "venv", "--without-pip", VENV):
        return
    raise BootstrapError(
        "Python cannot make virtual environments here. Install the module venv "
        "(Debian, Ubuntu: apt install python3-venv) or uv."
    )


def install(profile: str) -> None:
    """Install the hashed pins of a profile."""
    requirements = REQUIREMENTS / f"{profile}.txt"
    say(f"installing packages of {requirements.relative_to(ROOT)}")
    uv = find_uv() if profile != "uv" else None
    pins = ["--require-hashes", "-r", str(requirements)]
    installed = uv is not None and with_progress(
        [uv, "pip", "install", "--quiet", "--python", str(PYTHON), *pins], uv_environment()
    )
    # pip knows the mirrors, certificates and folders of this machine's own configuration.
    quiet = ["--quiet", "--disable-pip-version-check", "--root-user-action=ignore"]
    pip = [str(PYTHON), "-m", "pip", "install", *quiet, *pins]
    if not installed and not with_progress(pip, dict(os.environ)):
        raise BootstrapError(
            f"the packages of requirements/{profile}.txt could not be installed (see above)."
        )
    stamp(profile).write_text(fingerprint(profile))


def find_uv() -> str | None:
    """Return a uv program: on PATH, else installed into .venv, else None."""
    own = VENV / "bin" / "uv"
    found = shutil.which("uv")
    if found:
        return found
    if not own.exists():
        try:
            install("uv")
        except BootstrapError:
            return None
    return str(own) if own.exists() else None


def uv_environment() -> dict[str, str]:
    """Return the environment for uv, with the package index that pip is configured for."""
    environment = dict(os.environ)
    if "UV_DEFAULT_INDEX" in environment or "UV_INDEX_URL" in environment:
        return environment
    answer = subprocess.run(  # noqa: S603
        [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    )
    index = environment.get("PIP_INDEX_URL") or answer.stdout.strip()
    if index:
        environment["UV_DEFAULT_INDEX"] = index
    return environment


def is_current(profile: str) -> bool:
    """Say whether the pins of a profile, as they are now, were installed."""
    wanted = {larger: fingerprint(larger) for larger in LARGER[profile]}
    return PYTHON.exists() and any(
        stamp(larger).is_file() and stamp(larger).read_text() == pins
        for larger, pins in wanted.items()
    )


def stamp(profile: str) -> Path:
    """Return the file that remembers what was installed."""
    return VENV / f".installed-{profile}"


def fingerprint(profile: str) -> str:
    """Return what an installation depends on, as a hash."""
    requirements = REQUIREMENTS / f"{profile}.txt"
    if not requirements.is_file():
        raise BootstrapError(f"{requirements} is missing.")
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def package_folders() -> list[Path]:
    """Return the folders of the local packages: those with a pyproject.toml."""
    return sorted(path.parent for path in ROOT.glob("*/pyproject.toml"))


def packages_are_listed() -> bool:
    """Say whether the local packages can be imported."""
    files = list(VENV.glob(f"lib/python3.*/site-packages/{PACKAGES_FILE}"))
    return len(files) == 1 and files[0].read_text() == packages_text()


def list_packages() -> None:
    """Make the local packages importable."""
    if packages_are_listed():
        return
    (folder,) = VENV.glob("lib/python3.*/site-packages")
    (folder / PACKAGES_FILE).write_text(packages_text())


def packages_text() -> str:
    """Return one folder per line, the format of .pth files."""
    return "".join(f"{folder}\n" for folder in package_folders())


def runs(*command: object) -> bool:
    """Say whether a program ends well; its output is not shown."""
    arguments = [str(part) for part in command]
    done = subprocess.run(arguments, capture_output=True, check=False)  # noqa: S603
    return done.returncode == 0


def with_progress(command: list[str], environment: dict[str, str]) -> bool:
    """Run a program, say every 5 s that it still works, and say whether it ended well."""
    started = time.monotonic()
    done = threading.Event()

    def report() -> None:
        while not done.wait(5):
            say(f"still installing, {time.monotonic() - started:.0f} s")

    reporter = threading.Thread(target=report, daemon=True)
    reporter.start()
    try:
        return subprocess.run(command, env=environment, check=False).returncode == 0  # noqa: S603
    finally:
        done.set()
        reporter.join()


def say(text: str) -> None:
    """Print progress at once."""
    print(f"setup: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

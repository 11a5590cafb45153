"""The environment of other products' clients: made once below .local, with hashed pins.

`python tests/clients/environment.py …` runs its Python with these arguments.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PINS = REPOSITORY / "requirements" / "clients.txt"
FOLDER = REPOSITORY / ".local" / "clients"


class UnavailableError(RuntimeError):
    """The clients cannot be installed here; the text says why."""


def interpreter() -> str:
    """The Python that has the clients; installs them when they are missing or pins changed."""
    python, stamp = FOLDER / "bin" / "python", FOLDER / "pins"
    wanted = hashlib.sha256(PINS.read_bytes()).hexdigest()
    if python.is_file() and stamp.is_file() and stamp.read_text() == wanted:
        return str(python)
    shutil.rmtree(FOLDER, ignore_errors=True)
    options = ("install", "--quiet", "--require-hashes", "-r", str(PINS))
    uv = uv_command()
    if uv:
        run(*uv, "venv", "--quiet", "--python", sys.executable, str(FOLDER))
        run(*uv, "pip", *options, "--no-config", "--python", str(python))
    else:
        run(sys.executable, "-m", "venv", str(FOLDER))
        run(str(python), "-m", "pip", *options)
    stamp.write_text(wanted)
    return str(python)


def uv_command() -> list[str]:
    """How uv is called here; empty where there is none."""
    if importlib.util.find_spec("uv"):
        return [sys.executable, "-m", "uv"]
    found = shutil.which("uv")
    return [found] if found else []


def run(*command: str) -> None:
    """Run a command of the set-up. Raises UnavailableError with its last words."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UnavailableError(done.stderr.strip()[-500:])


if __name__ == "__main__":
    sys.exit(subprocess.run([interpreter(), *sys.argv[1:]], check=False).returncode)

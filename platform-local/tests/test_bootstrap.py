"""The script that makes the environment, with empty pins: nothing is downloaded."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "bootstrap.py"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for folder in ("scripts", "requirements", "some-service/some_service"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(SCRIPT, tmp_path / "scripts")
    for profile in ("run", "dev", "uv", "node"):
        (tmp_path / "requirements" / f"{profile}.txt").write_text("# nothing\n")
    (tmp_path / "some-service" / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "some-service" / "some_service" / "__init__.py").touch()
    return tmp_path


def bootstrap(repository: Path, *profiles: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, repository / "scripts" / "bootstrap.py", *profiles],
        capture_output=True,
        text=True,
        check=False,
    )


def test_environment_is_made_once_and_imports_the_local_packages(repository: Path) -> None:
    first = bootstrap(repository, "dev")
    assert first.returncode == 0, first.stderr
    assert "making .venv" in first.stdout
    python = repository / ".venv" / "bin" / "python"
    subprocess.run([python, "-c", "import some_service"], cwd="/", check=True)

    started = time.monotonic()
    again = bootstrap(repository, "dev")
    assert (again.returncode, again.stdout) == (0, "")
    print(f"nothing to do took {time.monotonic() - started:.2f} s")
    assert bootstrap(repository, "run").stdout == "", "dev holds all that run needs"

    (repository / "requirements" / "dev.txt").write_text("# changed\n")
    assert "installing packages of requirements/dev.txt" in bootstrap(repository, "dev").stdout

    (repository / "other").mkdir()
    (repository / "other" / "pyproject.toml").touch()
    assert bootstrap(repository, "dev").returncode == 0
    listed = next((repository / ".venv").glob("lib/*/site-packages/incident_platform.pth"))
    assert str(repository / "other") in listed.read_text()


def test_missing_pins_are_said_in_one_line(repository: Path) -> None:
    (repository / "requirements" / "run.txt").unlink()
    done = bootstrap(repository, "run")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "run.txt is missing" in done.stderr

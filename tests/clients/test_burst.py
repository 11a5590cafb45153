"""A burst from Locust: nothing that was answered is missing."""

import subprocess
from pathlib import Path

import pytest
from client_world import World

pytestmark = pytest.mark.e2e

LOCUSTFILE = Path(__file__).resolve().parents[1] / "load" / "locustfile.py"


def burst(clients: str, host: str, tmp_path: Path) -> "subprocess.CompletedProcess[str]":
    command = [clients, "-m", "locust", "-f", str(LOCUSTFILE), "--headless", "--host", host]
    return subprocess.run(
        [*command, "-u", "20", "-r", "20", "-t", "6s", "--only-summary"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=tmp_path,
    )


def test_everything_a_burst_was_answered_for_is_stored(
    world: World, clients: str, tmp_path: Path
) -> None:
    done = burst(clients, world.gateway, tmp_path)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("accepted "))
    accepted = int(line.split(",")[0].split()[1])
    assert accepted > 50, done.stdout
    assert line.endswith("missing 0")


def test_a_machine_that_is_not_this_one_is_not_loaded(clients: str, tmp_path: Path) -> None:
    done = burst(clients, "http://alerts.example.com", tmp_path)
    assert done.returncode != 0
    assert "only this machine is loaded" in done.stdout + done.stderr

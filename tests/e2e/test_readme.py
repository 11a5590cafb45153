"""Every curl of the README works as printed, on a platform with demo data, also after a restart."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from platform_local.trial import TrialPlatform, trial_platform

pytestmark = pytest.mark.e2e

README = Path(__file__).resolve().parents[2] / "README.md"
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
ADDRESS = "http://127.0.0.1:8080"


def curls() -> list[str]:
    """The shell blocks that call the platform."""
    return [block for block in BLOCK.findall(README.read_text()) if "curl" in block]


@pytest.fixture(scope="module")
def demo() -> Iterator[TrialPlatform]:
    with trial_platform(DEMO_DATA="true") as platform:
        yield platform


def run_all(platform: TrialPlatform) -> None:
    assert len(curls()) >= 3
    for block in curls():
        script = 'set -e\ncurl() { command curl --fail-with-body -sS "$@"; }\n' + block
        done = subprocess.run(
            ["bash", "-c", script.replace(ADDRESS, platform.url("gateway"))],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"


def test_every_printed_curl_works_also_after_a_restart(demo: TrialPlatform) -> None:
    run_all(demo)
    demo.stop()
    demo.start()
    run_all(demo)

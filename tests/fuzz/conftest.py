"""A running platform to send nonsense to."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from platform_local.trial import TrialPlatform


@pytest.fixture(scope="session")
def platform() -> Iterator[TrialPlatform]:
    """The whole platform with its demo data, in a folder that the database's user may enter."""
    with tempfile.TemporaryDirectory(prefix="fuzz-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        running = TrialPlatform(Path(folder) / "state", {"DEMO_DATA": "true"})
        try:
            running.start()
            yield running
        finally:
            running.stop()

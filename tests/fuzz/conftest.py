"""A running platform to send nonsense to."""

from collections.abc import Iterator

import pytest

from platform_local.trial import TrialPlatform


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialPlatform]:
    """The whole platform with its demo data."""
    state = tmp_path_factory.mktemp("platform")
    state.chmod(0o755)
    for parent in state.parents[:2]:
        parent.chmod(0o755)
    running = TrialPlatform(state, {"DEMO_DATA": "true"})
    running.start()
    yield running
    running.stop()

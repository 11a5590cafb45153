"""A running platform to send nonsense to."""

from collections.abc import Iterator

import pytest

from platform_local.trial import TrialPlatform, trial_platform


@pytest.fixture(scope="session")
def platform() -> Iterator[TrialPlatform]:
    """The whole platform with its demo data."""
    with trial_platform(DEMO_DATA="true") as running:
        yield running

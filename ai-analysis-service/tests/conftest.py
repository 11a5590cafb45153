"""Fixtures of ai-analysis."""

import pytest

from ai_analysis.domain.similarity import Classifier, fit
from ai_analysis.knowledge.catalogue import packaged_entries, training_samples


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return fit(training_samples(packaged_entries()))

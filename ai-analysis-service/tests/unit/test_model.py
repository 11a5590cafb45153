"""Training happens apart; what serves is replaced only by a finished model."""

import pytest

from ai_analysis.knowledge.catalogue import packaged_entries, training_samples
from ai_analysis.knowledge.model import Model, ServingModel, train, version_of
from platform_kit.problems import Unavailable


async def test_a_training_that_fails_is_an_error() -> None:
    only_one_category = training_samples({"disk_space": packaged_entries()["disk_space"]})
    with pytest.raises(RuntimeError, match="training ended"):
        await train(only_one_category)


def test_before_a_model_is_there_the_service_says_so() -> None:
    with pytest.raises(Unavailable):
        _ = ServingModel().current


def test_the_version_names_what_was_taught(model: Model) -> None:
    samples = training_samples(packaged_entries())
    assert version_of(samples) == model.version
    assert version_of(samples[1:]) != model.version

"""The model that serves: trained from the knowledge base, replaced only as a whole."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from ai_analysis.domain.similarity import Classifier, fit
from ai_analysis.knowledge.catalogue import Entry, packaged_entries, training_samples
from ai_analysis.metrics import MODEL_FIT_SECONDS
from platform_kit.logging import get_logger
from platform_kit.problems import Unavailable

log = get_logger()


@dataclass(frozen=True)
class Model:
    """A trained classifier with the entries that it was trained from."""

    classifier: Classifier
    entries: Mapping[str, Entry]
    version: str
    """The same on every replica that was trained from the same phrases."""


def train(entries: Mapping[str, Entry]) -> Model:
    """Train a model; takes about a second of CPU."""
    samples = training_samples(entries)
    digest = hashlib.sha256(
        "\n".join(f"{sample.category}\t{sample.text}" for sample in samples).encode()
    )
    with MODEL_FIT_SECONDS.time():
        classifier = fit(samples)
    return Model(classifier, entries, f"kb-{digest.hexdigest()[:12]}")


class ServingModel:
    """Holds the model in use; readers take it once and keep it for their whole answer."""

    def __init__(self) -> None:
        self._model: Model | None = None

    @property
    def current(self) -> Model:
        """The model in use. Raises Unavailable before the first one is trained."""
        if self._model is None:
            raise Unavailable("the analysis model is still being trained", retry_after=2)
        return self._model

    def swap(self, model: Model) -> None:
        """Serve `model` from now on."""
        self._model = model
        log.info("model_in_use", version=model.version)

    async def load(self) -> None:
        """Train from the packaged knowledge base, in a thread: the event loop stays free."""
        self.swap(await asyncio.to_thread(train, packaged_entries()))


def _current(request: Request) -> Model:
    serving: ServingModel = request.app.state.model
    return serving.current


CurrentModel = Annotated[Model, Depends(_current)]
"""Route parameter: the model in use."""

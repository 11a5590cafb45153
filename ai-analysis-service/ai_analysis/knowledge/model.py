"""The model that serves: trained from the knowledge base, replaced only as a whole."""

import asyncio
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from ai_analysis.domain.samples import Sample
from ai_analysis.domain.similarity import Classifier, from_bytes
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


async def train(entries: Mapping[str, Entry]) -> Model:
    """Train a model in a process of its own; about two seconds. Raises RuntimeError if it fails."""
    samples = training_samples(entries)
    with MODEL_FIT_SECONDS.time():
        classifier = from_bytes(await _train_apart(samples))
    return Model(classifier, entries, version_of(samples))


def version_of(samples: Sequence[Sample]) -> str:
    """A name for what the samples teach."""
    taught = "\n".join(f"{sample.category}\t{sample.text}" for sample in samples)
    return f"kb-{hashlib.sha256(taught.encode()).hexdigest()[:12]}"


async def _train_apart(samples: Sequence[Sample]) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ai_analysis.knowledge.trainer"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        pairs = [(sample.text, sample.category) for sample in samples]
        archive, _ = await process.communicate(json.dumps(pairs).encode())
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode != 0:
        raise RuntimeError(f"training ended with status {process.returncode}")
    return archive


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
        """Serve a model of the packaged knowledge base."""
        self.swap(await train(packaged_entries()))


def _current(request: Request) -> Model:
    serving: ServingModel = request.app.state.model
    return serving.current


CurrentModel = Annotated[Model, Depends(_current)]
"""Route parameter: the model in use."""

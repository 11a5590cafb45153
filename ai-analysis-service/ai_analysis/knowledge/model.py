"""The model that serves: replaced only as a whole, with the entries that it was trained from."""

import asyncio
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Final

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict

from ai_analysis.domain.samples import Sample
from ai_analysis.domain.similarity import Classifier, from_bytes
from ai_analysis.domain.text import terms_of
from ai_analysis.knowledge.catalogue import Entry, packaged_entries, training_samples
from ai_analysis.metrics import MODEL_FIT_SECONDS
from platform_kit.logging import get_logger
from platform_kit.problems import Unavailable

log = get_logger()

_FORM: Final = "2"
"""Raised when the features or the archive change: models of other releases are not read then."""
_SAYS_IT: Final = 0.6
"""An added entry is shown when an alert has this share of the words of one of its symptoms."""


class AddedEntry(BaseModel):
    """An entry of the knowledge base that people added."""

    model_config = ConfigDict(frozen=True)

    id: str
    category: str
    title: str
    symptoms: tuple[str, ...]
    evidence: tuple[str, ...]
    actions: tuple[str, ...]

    def samples(self) -> list[Sample]:
        """What the model learns from it."""
        return [Sample(text, self.category) for text in (*self.symptoms, self.title)]


@dataclass(frozen=True)
class Explanation:
    """What is shown for a category: the packaged entry, or the added one that fits the alert."""

    id: str
    title: str
    look_at: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """A trained classifier with the entries that it was trained from."""

    classifier: Classifier
    entries: Mapping[str, Entry]
    version: str
    """The same on every replica that was trained from the same phrases."""
    added: tuple[AddedEntry, ...] = ()
    confirmed_samples: int = 0
    _added_words: Mapping[str, tuple[frozenset[str], ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        words = {
            entry.id: tuple(
                frozenset(term.term for term in terms_of(symptom)) for symptom in entry.symptoms
            )
            for entry in self.added
        }
        object.__setattr__(self, "_added_words", words)

    def explanation(self, category: str, words: frozenset[str]) -> Explanation:
        """What to show for a category to somebody whose alert has these words."""
        packaged = self.entries[category]
        fitting = [
            (share, entry)
            for entry in self.added
            if entry.category == category and (share := self._share(entry, words)) >= _SAYS_IT
        ]
        if not fitting:
            return Explanation(
                f"base/{category}", packaged.title, packaged.evidence, packaged.actions
            )
        _, best = max(fitting, key=lambda found: (found[0], found[1].id))
        return Explanation(
            best.id,
            best.title,
            best.evidence or packaged.evidence,
            best.actions or packaged.actions,
        )

    def _share(self, entry: AddedEntry, words: frozenset[str]) -> float:
        symptoms = self._added_words[entry.id]
        return max((len(one & words) / len(one) for one in symptoms if one), default=0.0)


@cache
def base_version() -> str:
    """The packaged knowledge and the form of the archive: what this release can serve."""
    return version_of(training_samples(packaged_entries()))


async def train(phrases: Sequence[Sample], confirmed: Sequence[Sample] = ()) -> bytes:
    """Train in a process of its own, about two seconds. Raises RuntimeError if it fails."""
    taught = {"phrases": _pairs(phrases), "confirmed": _pairs(confirmed)}
    with MODEL_FIT_SECONDS.time():
        return await _train_apart(json.dumps(taught).encode())


async def train_packaged() -> Model:
    """The model of the packaged knowledge alone."""
    archive = await train(training_samples(packaged_entries()))
    return Model(from_bytes(archive), packaged_entries(), base_version())


def version_of(phrases: Sequence[Sample], confirmed: Sequence[Sample] = ()) -> str:
    """A name for what the samples teach."""
    taught = json.dumps([_FORM, _pairs(phrases), _pairs(confirmed)])
    digest = hashlib.sha256(taught.encode())
    return f"kb-{digest.hexdigest()[:12]}"


def _pairs(samples: Sequence[Sample]) -> list[tuple[str, str]]:
    return [(sample.text, sample.category) for sample in samples]


async def _train_apart(taught: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ai_analysis.knowledge.trainer"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        archive, _ = await process.communicate(taught)
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

    @property
    def version(self) -> str | None:
        """Which one it is; None before the first."""
        return self._model.version if self._model else None

    def swap(self, model: Model) -> None:
        """Serve `model` from now on."""
        self._model = model
        log.info("model_in_use", version=model.version)


def _current(request: Request) -> Model:
    serving: ServingModel = request.app.state.model
    return serving.current


CurrentModel = Annotated[Model, Depends(_current)]
"""Route parameter: the model in use."""

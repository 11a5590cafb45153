"""Finds the runbooks that fit an alert: several lexical rankings, fused by reciprocal rank.

Each ranking sees a page its own way: by all its words, by its title and first lines, by letters.
None is best for every alert; a page that several of them like comes first.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ai_analysis.domain.similarity import char_features
from ai_analysis.domain.text import terms_of

Scores = NDArray[np.float32]
Features = Callable[[Sequence[str]], Iterable[str]]

_LEAD: Final = 600
"""Characters of a page that count as its beginning: what the alert means stands there."""
_MAX_TEXT: Final = 20_000
_MAX_QUERY: Final = 6_000
_FUSION: Final = 3.0
_SATURATION: Final = 1.2
_EXCERPT: Final = 280


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be found."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found; `score` (0-1] is 1 when every ranking puts it first."""

    page: Page
    score: float
    excerpt: str


class Ranking:
    """Okapi BM25 over one view of the pages."""

    def __init__(self, documents: Sequence[Sequence[str]], *, length_norm: float) -> None:
        self._size = len(documents)
        lengths = np.array([max(len(words), 1) for words in documents], dtype=np.float32)
        mean = float(lengths.mean()) if self._size else 1.0
        norms = _SATURATION * (1 - length_norm + length_norm * lengths / mean)
        places: dict[str, list[tuple[int, float]]] = {}
        for number, words in enumerate(documents):
            for word, count in Counter(words).items():
                weight = count * (_SATURATION + 1) / (count + float(norms[number]))
                places.setdefault(word, []).append((number, weight))
        self._slices: dict[str, slice] = {}
        pages: list[int] = []
        weights: list[float] = []
        for word, found in places.items():
            self._slices[word] = slice(len(pages), len(pages) + len(found))
            rarity = self._rarity(len(found))
            pages.extend(number for number, _ in found)
            weights.extend(weight * rarity for _, weight in found)
        self._pages = np.array(pages, dtype=np.int32)
        self._weights = np.array(weights, dtype=np.float32)

    def scores(self, query: Sequence[str]) -> Scores:
        """How well each page fits the query."""
        total = np.zeros(self._size, dtype=np.float32)
        for word, count in Counter(query).items():
            part = self._slices.get(word)
            if part is not None:
                total[self._pages[part]] += self._weights[part] * (1 + math.log(count))
        return total

    def _rarity(self, pages: int) -> float:
        return math.log(1 + (self._size - pages + 0.5) / (pages + 0.5))


class RunbookIndex:
    """All pages, ready to be searched. Immutable: a changed page makes a new index."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = tuple(pages)
        leads = [_words(f"{page.title}\n{page.text[:_LEAD]}") for page in self.pages]
        bodies = [_words(f"{page.title}\n{page.text[:_MAX_TEXT]}") for page in self.pages]
        self._rankings: list[tuple[float, Features, Ranking]] = [
            (1.0, _as_is, Ranking(bodies, length_norm=0.6)),
            (1.0, _as_is, Ranking(leads, length_norm=0.5)),
            (1.0, _grams, Ranking([list(_grams(words)) for words in leads], length_norm=0.5)),
            (1.0, _pairs, Ranking([list(_pairs(words)) for words in bodies], length_norm=0.5)),
        ]

    def search(self, query: str, limit: int = 5) -> list[Hit]:
        """The pages that fit best, best first; none when no word of the query is known."""
        words = _words(query[:_MAX_QUERY])
        fused = np.zeros(len(self.pages), dtype=np.float64)
        best = 0.0
        for weight, features, ranking in self._rankings:
            best += weight / (_FUSION + 1)
            scores = ranking.scores(list(features(words)))
            order = np.argsort(-scores, kind="stable")
            ranks = np.empty(len(order), dtype=np.float64)
            ranks[order] = np.arange(1, len(order) + 1)
            fused += np.where(scores > 0, weight / (_FUSION + ranks), 0.0)
        best_first: list[int] = np.argsort(-fused, kind="stable")[:limit].tolist()
        return [
            Hit(self.pages[at], float(fused[at] / best), _excerpt(self.pages[at], words))
            for at in best_first
            if fused[at] > 0
        ]


def _words(text: str) -> list[str]:
    return [term.term for term in terms_of(text)]


def _as_is(words: Sequence[str]) -> Iterable[str]:
    return words


def _grams(words: Sequence[str]) -> Iterable[str]:
    return char_features(words)


def _pairs(words: Sequence[str]) -> Iterable[str]:
    return (f"{left} {right}" for left, right in pairwise(words))


def _excerpt(page: Page, query: Sequence[str]) -> str:
    """The paragraph that has most of the query's words."""
    wanted = set(query)
    paragraphs = [part.strip() for part in page.text[:_MAX_TEXT].split("\n\n") if part.strip()]
    telling = [part for part in paragraphs if not part.startswith("#")] or paragraphs
    best = max(telling, key=lambda part: len(wanted & set(_words(part))), default="")
    return best if len(best) <= _EXCERPT else best[: _EXCERPT - 1].rstrip() + "…"

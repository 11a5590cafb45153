"""TF-IDF over words and character n-grams, and the linear classifier on top of it.

Fitting uses scikit-learn; one alert is then answered by a few look-ups and additions, which is
some ten times faster than the library's own path and lets unknown words count against the match.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from ai_analysis.domain.text import Term, terms_of

Floats = NDArray[np.float64]

_REGULARISATION = 20.0
_CHAR_SIZES = (3, 4, 5)


@dataclass(frozen=True, slots=True)
class Sample:
    """A text and the category that it is an example of."""

    text: str
    category: str


@dataclass(frozen=True, slots=True)
class _Block:
    """One kind of feature: where its weights lie, and how rare each feature is."""

    vocabulary: dict[str, int]
    idf: Floats
    offset: int

    @property
    def unseen_idf(self) -> float:
        return float(self.idf.max())


@dataclass(frozen=True, slots=True)
class Match:
    """What one text looked like to the model; the input of scores and of evidence."""

    terms: list[Term]
    known: dict[str, tuple[int, float]]
    """Feature to (row of the weights, value of the feature in this text)."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """A fitted model: immutable, so it can be shared by threads and swapped at once."""

    categories: tuple[str, ...]
    words: _Block
    chars: _Block
    weights: Floats
    """Features x categories; each row is centred, so a positive weight speaks for the category."""
    intercepts: Floats

    def match(self, text: str) -> Match:
        """Split the text and look up what the model knows of it."""
        terms = terms_of(text)
        spelled = [term.term for term in terms]
        known: dict[str, tuple[int, float]] = {}
        _look_up(self.words, _word_features(spelled), known)
        _look_up(self.chars, _char_features(spelled), known)
        return Match(terms, known)

    def scores(self, match: Match) -> Floats:
        """Return one logit per category, in the order of `categories`."""
        if not match.known:
            return np.zeros(len(self.categories))
        rows, values = zip(*match.known.values(), strict=True)
        return np.asarray(values) @ self.weights[list(rows)] + self.intercepts

    def term_weights(self, match: Match, category: str) -> list[float]:
        """Return for each term of the match how much it speaks for the category."""
        column = self.categories.index(category)
        speaks = {
            feature: value * float(self.weights[row, column])
            for feature, (row, value) in match.known.items()
        }
        spelled = [term.term for term in match.terms]
        totals = [
            speaks.get(term, 0.0) + sum(speaks.get(gram, 0.0) for gram in _grams(term))
            for term in spelled
        ]
        for place in range(len(spelled) - 1):
            pair = speaks.get(f"{spelled[place]} {spelled[place + 1]}", 0.0) / 2
            totals[place] += pair
            totals[place + 1] += pair
        return totals


def fit(samples: Sequence[Sample]) -> Classifier:
    """Train on the samples. The same samples in the same order give the same model.

    One core is used: the result does not depend on the number of cores, and a small machine goes on
    answering meanwhile.
    """
    with threadpool_limits(limits=1):
        return _fit(samples)


def _fit(samples: Sequence[Sample]) -> Classifier:
    spelled = [[term.term for term in terms_of(sample.text)] for sample in samples]
    words, word_rows = _fit_block([list(_word_features(terms)) for terms in spelled], 0)
    chars, char_rows = _fit_block(
        [list(_char_features(terms)) for terms in spelled], len(words.vocabulary)
    )
    # There are far fewer samples than features, so the same optimum is found five times faster
    # among the combinations of samples: factor the Gram matrix, fit there, and project back.
    gram = (word_rows @ word_rows.T + char_rows @ char_rows.T).toarray()
    eigenvalues, vectors = np.linalg.eigh(gram)
    kept = eigenvalues > 1e-9
    roots, basis = np.sqrt(eigenvalues[kept]), vectors[:, kept]
    model: Any = LogisticRegression(C=_REGULARISATION, max_iter=200, random_state=0)
    model.fit(basis * roots, [sample.category for sample in samples])
    coefficients: Floats = np.asarray(model.coef_, dtype=np.float64)
    dual = (basis / roots) @ coefficients.T
    weights = np.vstack([word_rows.T @ dual, char_rows.T @ dual])
    weights -= weights.mean(axis=1, keepdims=True)
    intercepts: Floats = np.asarray(model.intercept_, dtype=np.float64)
    categories = tuple(str(category) for category in model.classes_)
    return Classifier(categories, words, chars, weights, intercepts)


def _fit_block(documents: list[list[str]], offset: int) -> tuple[_Block, Any]:
    """Learn vocabulary and rarity; returns the block and the sparse document x feature matrix."""
    as_given: Any = _as_given
    vectorizer: Any = TfidfVectorizer(analyzer=as_given, sublinear_tf=True)
    rows = vectorizer.fit_transform(documents)
    learnt: dict[str, int] = vectorizer.vocabulary_
    vocabulary = {feature: int(row) for feature, row in learnt.items()}
    return _Block(vocabulary, np.asarray(vectorizer.idf_, dtype=np.float64), offset), rows.tocsr()


def _as_given(features: list[str]) -> list[str]:
    return features


def _look_up(block: _Block, features: Iterable[str], known: dict[str, tuple[int, float]]) -> None:
    """Add the block's known features to `known`, scaled so that all features have length one.

    Features that the model has never seen count in the length: a text of which it knows little
    gets small values, hence low confidence.
    """
    found: list[tuple[str, int, float]] = []
    square = 0.0
    for feature, count in Counter(features).items():
        frequency = 1.0 + math.log(count)
        row = block.vocabulary.get(feature)
        if row is None:
            square += (frequency * block.unseen_idf) ** 2
            continue
        value = frequency * float(block.idf[row])
        square += value * value
        found.append((feature, row + block.offset, value))
    length = math.sqrt(square) or 1.0
    known.update((feature, (row, value / length)) for feature, row, value in found)


def _word_features(terms: Sequence[str]) -> Iterable[str]:
    yield from terms
    for left, right in pairwise(terms):
        yield f"{left} {right}"


def _char_features(terms: Sequence[str]) -> Iterable[str]:
    for term in terms:
        yield from _grams(term)


@lru_cache(maxsize=5_000)
def _grams(term: str) -> tuple[str, ...]:
    """Character n-grams of one term; the bars mark its ends and keep grams apart from words."""
    padded = f"|{term}|"
    grams = [padded[at : at + size] for size in _CHAR_SIZES for at in range(len(padded) - size + 1)]
    return tuple(f"#{gram}" for gram in grams)

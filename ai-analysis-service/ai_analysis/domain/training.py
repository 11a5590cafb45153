"""Trains the classifier of `similarity` from labelled texts. The only module that needs
scikit-learn, hence loaded only where training happens.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize, sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from ai_analysis.domain.ranking import TEMPERATURE
from ai_analysis.domain.samples import Sample
from ai_analysis.domain.similarity import Block, Classifier, char_features, word_features
from ai_analysis.domain.text import terms_of

_REGULARISATION: Final = 20.0
_HOLD: Final = 0.04
"""How hard a correction by confirmed alerts is held back: they are few, and each is one opinion."""
_ROUNDS: Final = 60
_JITTER: Final = 1e-6
"""Makes the Gram matrix positive definite when two phrases have the same words."""

_scipy_linalg = cast("Any", linalg)
_scipy_optimize = cast("Any", optimize)
_scipy_sparse = cast("Any", sparse)

Matrix = NDArray[np.float64]


def fit(samples: Sequence[Sample], confirmed: Sequence[Sample] = ()) -> Classifier:
    """Train on the phrases of the knowledge base, then correct by confirmed alerts.

    The same samples in the same order give the same model. One core is used: the result does not
    depend on the number of cores, and a small machine goes on answering meanwhile.
    """
    with threadpool_limits(limits=1):
        classifier = _fit(samples)
        return _corrected(classifier, confirmed, len(samples)) if confirmed else classifier


def _fit(samples: Sequence[Sample]) -> Classifier:
    spelled = [[term.term for term in terms_of(sample.text)] for sample in samples]
    words, word_rows = _fit_block([list(word_features(terms)) for terms in spelled], 0)
    chars, char_rows = _fit_block(
        [list(char_features(terms)) for terms in spelled], len(words.vocabulary)
    )
    # There are far fewer samples than features, so the same optimum is found much faster among the
    # combinations of samples: factor the Gram matrix, fit there, and project back.
    gram: Matrix = (word_rows @ word_rows.T + char_rows @ char_rows.T).toarray()
    factor = np.asarray(np.linalg.cholesky(gram + _JITTER * np.eye(len(samples))), np.float64)
    model: Any = LogisticRegression(C=_REGULARISATION, max_iter=200, random_state=0)
    model.fit(factor.astype(np.float32), [sample.category for sample in samples])
    coefficients: Matrix = np.asarray(model.coef_, dtype=np.float64)
    dual = _scipy_linalg.solve_triangular(factor.T, coefficients.T)
    weights = np.vstack([word_rows.T @ dual, char_rows.T @ dual])
    weights -= weights.mean(axis=1, keepdims=True)
    intercepts = np.asarray(model.intercept_, dtype=np.float32)
    categories = tuple(str(category) for category in model.classes_)
    return Classifier(categories, words, chars, weights.astype(np.float32), intercepts)


def _corrected(classifier: Classifier, confirmed: Sequence[Sample], phrases: int) -> Classifier:
    """Move the weights as little as makes the confirmed alerts likely.

    A refit on phrases and alerts together does worse on alerts that nobody has confirmed: an alert
    is full of names that stand for nothing. Here the knowledge base stays the starting point, and
    what a confirmed alert changes, it changes for alerts that look like it. Words that many alerts
    have, such as the name of a product, count less for that than they do among phrases.
    """
    known = [sample for sample in confirmed if sample.category in classifier.categories]
    wider = _widened(classifier, [sample.text for sample in known])
    matches = [wider.match(sample.text).known.values() for sample in known]
    lengths = [len(match) for match in matches]
    places, values = zip(*chain.from_iterable(matches), strict=True) if any(lengths) else ((), ())
    rows: Any = _scipy_sparse.csr_matrix(
        (np.array(values, dtype=np.float64), places, np.cumsum([0, *lengths])),
        shape=(len(known), len(wider.weights)),
    )
    start = np.array(rows @ wider.weights + wider.intercepts, dtype=np.float64) / TEMPERATURE
    wanted = np.zeros_like(start)
    wanted[range(len(known)), [wider.categories.index(sample.category) for sample in known]] = 1
    worth: Any = _scipy_sparse.diags(_worth(wider, rows, phrases) ** 2)
    shares = _least_change((rows @ worth @ rows.T).toarray(), start, wanted)
    change = np.asarray(worth @ rows.T @ shares) * TEMPERATURE
    return replace(wider, weights=(wider.weights + change).astype(np.float32))


def _worth(classifier: Classifier, rows: Any, phrases: int) -> Matrix:
    """Each feature's rarity among phrases and confirmed alerts, as a share of that in phrases."""
    rarity = np.concatenate([classifier.words.idf, classifier.chars.idf]).astype(np.float64)
    in_phrases = (1 + phrases) / np.exp(rarity - 1) - 1
    in_alerts = np.asarray((rows > 0).sum(axis=0), dtype=np.float64).ravel()
    together = np.log((1 + phrases + rows.shape[0]) / (1 + in_phrases + in_alerts)) + 1
    return together / rarity


def _least_change(gram: Matrix, start: Matrix, wanted: Matrix) -> Matrix:
    """How much each alert's features are added to each category; logistic loss, held back."""

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        shares = flat.reshape(start.shape)
        moved = gram @ shares
        logits = start + moved
        top = logits.max(axis=1, keepdims=True)
        norms = top[:, 0] + np.log(np.exp(logits - top).sum(axis=1))
        misses = np.exp(logits - norms[:, None]) - wanted
        value = float((norms - (logits * wanted).sum(axis=1)).sum())
        value += _HOLD / 2 * float((shares * moved).sum())
        return value, (gram @ misses + _HOLD * moved).ravel()

    options = {"maxiter": _ROUNDS}
    begin = np.zeros(start.size)
    found: Any = _scipy_optimize.minimize(loss, begin, jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x, dtype=np.float64).reshape(start.shape)


def _widened(classifier: Classifier, texts: Sequence[str]) -> Classifier:
    """The classifier that also knows the features of these texts, without any weight yet.

    They count as rare as a feature that it has never seen does, so it answers just as before.
    """
    spelled = [[term.term for term in terms_of(text)] for text in texts]
    words = _wider_block(classifier.words, [word_features(terms) for terms in spelled], 0)
    chars = _wider_block(
        classifier.chars, [char_features(terms) for terms in spelled], len(words.vocabulary)
    )
    split = len(classifier.words.vocabulary)
    weights = np.zeros((chars.offset + len(chars.vocabulary), len(classifier.categories)))
    weights[:split] = classifier.weights[:split]
    weights[chars.offset : chars.offset + len(classifier.chars.vocabulary)] = classifier.weights[
        split:
    ]
    return replace(classifier, words=words, chars=chars, weights=weights.astype(np.float32))


def _wider_block(block: Block, documents: Sequence[Iterable[str]], offset: int) -> Block:
    vocabulary = dict(block.vocabulary)
    for feature in chain.from_iterable(documents):
        vocabulary.setdefault(feature, len(vocabulary))
    new = np.full(len(vocabulary) - len(block.vocabulary), block.unseen_idf, dtype=np.float32)
    return Block(vocabulary, np.concatenate([block.idf, new]), offset)


def _fit_block(documents: list[list[str]], offset: int) -> tuple[Block, Any]:
    """Learn vocabulary and rarity; returns the block and the sparse document x feature matrix."""
    as_given: Any = _as_given
    vectorizer: Any = TfidfVectorizer(analyzer=as_given, sublinear_tf=True)
    rows = vectorizer.fit_transform(documents)
    learnt: dict[str, int] = vectorizer.vocabulary_
    vocabulary = {
        feature: row for row, feature in enumerate(sorted(learnt, key=learnt.__getitem__))
    }
    idf = np.asarray(vectorizer.idf_, dtype=np.float32)
    return Block(vocabulary, idf, offset), rows.tocsr()


def _as_given(features: list[str]) -> list[str]:
    return features

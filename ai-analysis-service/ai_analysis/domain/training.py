"""Trains the classifier of `similarity` from labelled texts. The only module that needs
scikit-learn, hence loaded only where training happens.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from ai_analysis.domain.samples import Sample
from ai_analysis.domain.similarity import Block, Classifier, char_features, word_features
from ai_analysis.domain.text import terms_of

_REGULARISATION = 20.0


def fit(samples: Sequence[Sample]) -> Classifier:
    """Train on the samples. The same samples in the same order give the same model.

    One core is used: the result does not depend on the number of cores, and a small machine goes on
    answering meanwhile.
    """
    with threadpool_limits(limits=1):
        return _fit(samples)


def _fit(samples: Sequence[Sample]) -> Classifier:
    spelled = [[term.term for term in terms_of(sample.text)] for sample in samples]
    words, word_rows = _fit_block([list(word_features(terms)) for terms in spelled], 0)
    chars, char_rows = _fit_block(
        [list(char_features(terms)) for terms in spelled], len(words.vocabulary)
    )
    # There are far fewer samples than features, so the same optimum is found five times faster
    # among the combinations of samples: factor the Gram matrix, fit there, and project back.
    gram = (word_rows @ word_rows.T + char_rows @ char_rows.T).toarray()
    eigenvalues, vectors = np.linalg.eigh(gram)
    kept = eigenvalues > 1e-9
    roots, basis = np.sqrt(eigenvalues[kept]), vectors[:, kept]
    model: Any = LogisticRegression(C=_REGULARISATION, max_iter=200, random_state=0)
    model.fit(basis * roots, [sample.category for sample in samples])
    coefficients: NDArray[np.float64] = np.asarray(model.coef_)
    dual = (basis / roots) @ coefficients.T
    weights = np.vstack([word_rows.T @ dual, char_rows.T @ dual])
    weights -= weights.mean(axis=1, keepdims=True)
    intercepts = np.asarray(model.intercept_, dtype=np.float32)
    categories = tuple(str(category) for category in model.classes_)
    return Classifier(categories, words, chars, weights.astype(np.float32), intercepts)


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

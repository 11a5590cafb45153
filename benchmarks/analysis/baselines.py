"""Plain ways to name a cause or find a runbook, to compare with.

Each gets the same knowledge base. MiniLM is there when the package sentence-transformers and its
weights are on this machine; nothing is downloaded.
"""

import importlib
import importlib.util
import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from ai_analysis.domain.ranking import UNKNOWN
from ai_analysis.domain.retrieval import Page, Ranking
from ai_analysis.domain.text import terms_of
from ai_analysis.knowledge.catalogue import packaged_entries

Ranker = Callable[[str], list[tuple[str, float]]]
"""Text to (name, score), best first."""

MINI_LM = "sentence-transformers/all-MiniLM-L6-v2"


def categories() -> tuple[list[str], list[str]]:
    """(names, one document each) of the knowledge base."""
    entries = [entry for entry in packaged_entries().values() if entry.category != UNKNOWN]
    documents = ["\n".join((entry.title, *entry.symptoms)) for entry in entries]
    return [entry.category for entry in entries], documents


def tf_idf(names: Sequence[str], documents: Sequence[str]) -> Ranker:
    """Cosine of plain word TF-IDF, the library's own words."""
    vectorizer: Any = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    rows = vectorizer.fit_transform(documents)

    def ranked(text: str) -> list[tuple[str, float]]:
        return _ordered(names, (vectorizer.transform([text]) @ rows.T).toarray()[0])

    return ranked


def bm25(names: Sequence[str], documents: Sequence[str]) -> Ranker:
    """Okapi BM25 over this service's words."""
    ranking = Ranking([[term.term for term in terms_of(one)] for one in documents], length_norm=0.6)

    def ranked(text: str) -> list[tuple[str, float]]:
        return _ordered(names, ranking.scores([term.term for term in terms_of(text)]))

    return ranked


def mini_lm(names: Sequence[str], documents: Sequence[str]) -> Ranker | str:
    """Cosine of MiniLM sentence embeddings, or why there are none here."""
    if importlib.util.find_spec("sentence_transformers") is None:
        return "sentence-transformers is not installed"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    library: Any = importlib.import_module("sentence_transformers")
    try:
        model: Any = library.SentenceTransformer(MINI_LM)
    except (OSError, ValueError) as error:
        return f"its weights are not on this machine ({error})"
    rows = model.encode(list(documents), normalize_embeddings=True)

    def ranked(text: str) -> list[tuple[str, float]]:
        return _ordered(names, rows @ model.encode([text], normalize_embeddings=True)[0])

    return ranked


def pages_of(pages: Sequence[Page]) -> tuple[list[str], list[str]]:
    """(ids, documents) of runbook pages."""
    return [page.id for page in pages], [f"{page.title}\n{page.text}" for page in pages]


def _ordered(names: Sequence[str], scores: Any) -> list[tuple[str, float]]:
    order: list[int] = np.argsort(-np.asarray(scores), kind="stable").tolist()
    return [(names[at], float(scores[at])) for at in order]

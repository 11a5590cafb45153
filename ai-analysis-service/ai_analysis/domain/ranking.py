"""Ranks the categories for one alert: calibrated confidence, `unknown` when nothing is sure, and
the words of the alert that speak for each category.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ai_analysis.domain.similarity import Classifier, Match

UNKNOWN = "unknown"
SURE = 0.3
"""Below this confidence the answer starts with `unknown`."""
TEMPERATURE = 0.34
"""Divides the logits so that a confidence of 0.8 is right in eight of ten cases. Fitted on labelled
alerts whose texts are no part of the training set; refit it whenever the knowledge base changes
much."""
_NEVER_SURE = 0.99
"""No text alone proves a cause."""
_CHATTER_IS_RARE = 2.0
"""Taken from the logit of `unknown`: what comes in here is seldom chatter, though the knowledge
base has many examples of it."""

_MAX_EVIDENCE = 5
_WORTH_QUOTING = 0.15
_MAX_QUOTE = 80


@dataclass(frozen=True, slots=True)
class RankedCause:
    """A category, how sure the model is (0-1), and words quoted from the alert."""

    category: str
    confidence: float
    evidence: tuple[str, ...]


def rank(classifier: Classifier, text: str, limit: int = 5) -> list[RankedCause]:
    """Return the `limit` likeliest categories, best first; `unknown` leads when none is sure."""
    match = classifier.match(text)
    confidences = _confidences(classifier, match)
    doubt = confidences.pop(UNKNOWN, 0.0)
    ordered = sorted(confidences.items(), key=lambda item: (-item[1], item[0]))
    best = ordered[0][1]
    causes = [
        RankedCause(category, confidence, evidence_of(classifier, match, text, category))
        for category, confidence in ordered[:limit]
    ]
    if best < SURE or doubt > best:
        causes.insert(0, RankedCause(UNKNOWN, max(doubt, best), ()))
    return causes[:limit]


def classify(classifier: Classifier, text: str) -> tuple[str, float]:
    """Return the likeliest category (or `unknown`) and its confidence, without evidence."""
    confidences = _confidences(classifier, classifier.match(text))
    doubt = confidences.pop(UNKNOWN, 0.0)
    category, best = max(confidences.items(), key=lambda item: (item[1], item[0]))
    if best < SURE or doubt > best:
        return UNKNOWN, max(doubt, best)
    return category, best


def evidence_of(classifier: Classifier, match: Match, text: str, category: str) -> tuple[str, ...]:
    """Quote the parts of `text` that speak most for the category, the strongest first.

    Neighbouring words become one quotation; each quotation is given once.
    """
    weights = classifier.term_weights(match, category)
    by_place: dict[tuple[int, int], float] = {}
    for term, weight in zip(match.terms, weights, strict=True):
        place = (term.start, term.end)
        by_place[place] = by_place.get(place, 0.0) + weight
    strongest = max(by_place.values(), default=0.0)
    if strongest <= 0:
        return ()
    telling = sorted(
        (start, end, weight)
        for (start, end), weight in by_place.items()
        if weight >= _WORTH_QUOTING * strongest
    )
    quotes: dict[str, tuple[str, float]] = {}
    for start, end, weight in _joined([_whole_word(place, text) for place in telling], text):
        quote = text[start:end]
        kept = quotes.get(quote.casefold())
        if kept is None or weight > kept[1]:
            quotes[quote.casefold()] = (quote, weight)
    ordered = sorted(quotes.values(), key=lambda item: -item[1])
    return tuple(quote for quote, _ in ordered[:_MAX_EVIDENCE])


def _whole_word(place: tuple[int, int, float], text: str) -> tuple[int, int, float]:
    """Widen a part of `node_filesystem_avail_bytes` or `OOMKilled` to the whole name."""
    start, end, weight = place
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return start, end, weight


def _joined(places: Sequence[tuple[int, int, float]], text: str) -> list[tuple[int, int, float]]:
    """Join places that overlap, or that only a space or a dash separates."""
    joined: list[tuple[int, int, float]] = []
    for start, end, weight in places:
        if joined:
            first, last, total = joined[-1]
            near = text[last:start] in {"", " ", "-"}
            if start < last or (near and end - first <= _MAX_QUOTE):
                joined[-1] = (first, max(last, end), total + weight)
                continue
        joined.append((start, min(end, start + _MAX_QUOTE), weight))
    return joined


def _confidences(classifier: Classifier, match: Match) -> dict[str, float]:
    logits = classifier.scores(match) / TEMPERATURE
    if UNKNOWN in classifier.categories:
        logits[classifier.categories.index(UNKNOWN)] -= _CHATTER_IS_RARE
    weights = np.exp(logits - logits.max())
    shares = np.minimum(weights / weights.sum(), _NEVER_SURE)
    return dict(zip(classifier.categories, shares.tolist(), strict=True))

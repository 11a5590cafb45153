"""How alike two incidents are: the words they share, the rare ones counting most."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ai_analysis.domain.text import terms_of

MAX_TERMS: Final = 48
_MAX_TEXT: Final = 4_000
_RARE: Final = 0.0005
"""Assumed share of incidents that have a word of which no frequency is known."""
_FEWEST_LOOKED_UP: Final = 2


def incident_terms(title: str, text: str, service: str) -> list[str]:
    """The words an incident is found by, each once, its title's first; the service is one more."""
    words = dict.fromkeys(term.term for term in terms_of(f"{title}\n{text}"[:_MAX_TEXT]))
    named = [f"service={service}"] if service else []
    return [*named, *words][:MAX_TERMS]


def worth_looking_up(
    terms: Iterable[str], frequencies: Mapping[str, float], rows: float, budget: float
) -> list[str]:
    """The rarest terms, as many as the index can look up for about `budget` rows in all.

    `frequencies` are shares (0-1) of the `rows` that have a term; a term that is not listed is
    rare. At least two terms are looked up.
    """
    chosen: list[str] = []
    cost = 0.0
    for term in sorted(terms, key=lambda term: (frequencies.get(term, 0.0), term)):
        cost += frequencies.get(term, _RARE) * rows
        if cost > budget and len(chosen) >= _FEWEST_LOOKED_UP:
            break
        chosen.append(term)
    return chosen


def likeness(one: Sequence[str], other: Sequence[str], frequencies: Mapping[str, float]) -> float:
    """Cosine (0-1) of the two sets of terms, each weighted by how rare it is."""
    first, second = set(one), set(other)
    shared = _weight(first & second, frequencies)
    whole = math.sqrt(_weight(first, frequencies) * _weight(second, frequencies))
    return shared / whole if whole else 0.0


def _weight(terms: Iterable[str], frequencies: Mapping[str, float]) -> float:
    return sum(math.log(1.0 / max(frequencies.get(term, _RARE), _RARE)) ** 2 for term in terms)

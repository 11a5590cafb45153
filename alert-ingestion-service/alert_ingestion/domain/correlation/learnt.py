"""Edges that the catalogue lacks, learnt from which components' alerts share a group."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final

MOST_COMPONENTS: Final = 12
LEAST_TOGETHER: Final = 3
LEAST_SHARE: Final = 0.3

Pair = tuple[str, str]


def pairs_of(components: Iterable[str]) -> list[Pair]:
    """The pairs of a group's components, and each with itself; none of a group with too many.

    A group of very many components (a whole zone) says nothing about any two of them.
    """
    names = sorted(set(components) - {""})
    if not 1 < len(names) <= MOST_COMPONENTS:
        return []
    return [*((name, name) for name in names), *combinations(names, 2)]


def between(some: Iterable[str], others: Iterable[str]) -> list[Pair]:
    """The pairs of one of `some` with another one of `others`, in order; none of too many."""
    pairs = {(min(one, other), max(one, other)) for one in some for other in others if one != other}
    return sorted(pairs) if len(pairs) <= MOST_COMPONENTS**2 else []


def counted(groups: Iterable[Iterable[str]]) -> Counter[Pair]:
    """How often each pair shared a group."""
    return Counter(pair for components in groups for pair in pairs_of(components))


def edges_of(together: Mapping[Pair, int]) -> dict[str, frozenset[str]]:
    """Neighbours by component: together at least three times, and in 30 % of the rarer one's
    groups. Both directions: co-occurrence does not say who depends on whom.
    """
    found: dict[str, set[str]] = {}
    for (low, high), times in together.items():
        if low == high or times < LEAST_TOGETHER:
            continue
        rarer = min(together.get((low, low), times), together.get((high, high), times))
        if times >= LEAST_SHARE * max(rarer, 1):
            found.setdefault(low, set()).add(high)
            found.setdefault(high, set()).add(low)
    return {name: frozenset(others) for name, others in found.items()}

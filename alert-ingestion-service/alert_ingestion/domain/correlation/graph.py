"""The service graph, compiled for many look-ups: how any component relates to the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

FARTHEST: Final = 3
_EVERYBODY_NEEDS: Final = frozenset({"dns"})
_NOBODY: Final[frozenset[str]] = frozenset()


class Relation(StrEnum):
    """How an alert's component relates to that of an earlier alert."""

    SAME = "the same component"
    NAMED = "named as its cause"
    BLAMED = "blamed by an earlier alert"
    SHARED = "both blame the same component"
    NEEDS_1 = "a direct dependency"
    NEEDS_2 = "a dependency in two steps"
    NEEDS_3 = "a dependency in three steps"
    SERVES_1 = "directly dependent on it"
    SERVES_2 = "dependent on it in two steps"
    SERVES_3 = "dependent on it in three steps"
    RUNS = "one runs on the other"
    NODE = "on the same node"
    ZONE = "the same fault in the same zone"
    SIBLING = "a common dependency"
    LEARNT = "often in one incident"
    TIME = "close in time"
    NONE = "unrelated"


_NEEDS: Final = {1: Relation.NEEDS_1, 2: Relation.NEEDS_2, 3: Relation.NEEDS_3}
_SERVES: Final = {1: Relation.SERVES_1, 2: Relation.SERVES_2, 3: Relation.SERVES_3}


@dataclass
class Graph:
    """Directed dependencies between components, and where they run. Names are lower case.

    An empty graph is a valid one: correlation then works with what the alerts themselves name.
    `learnt` are neighbours by experience, used where nothing better is known.
    """

    needs: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    serves: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    runs_on: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    hosts: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    zone: Mapping[str, str] = field(default_factory=dict[str, str])
    shared: frozenset[str] = _NOBODY
    learnt: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    components: frozenset[str] = _NOBODY
    _reach: dict[str, Mapping[str, Relation]] = field(
        default_factory=dict[str, Mapping[str, Relation]]
    )

    def knows(self, name: str) -> bool:
        """Whether the graph says anything about a component; of others nothing can be told.

        A service that is only listed (its alerts made it known) is one of the others.
        """
        return name in self.components

    def reach(self, name: str) -> Mapping[str, Relation]:
        """Everything that `name` relates to, itself included, each by its closest relation."""
        known = self._reach.get(name)
        if known is None:
            known = self._reach[name] = self._walk(name)
        return known

    def _walk(self, name: str) -> dict[str, Relation]:
        found = dict.fromkeys(self._siblings(name), Relation.SIBLING)
        found.update(dict.fromkeys(self.learnt.get(name, _NOBODY), Relation.LEARNT))
        near = self.runs_on.get(name, _NOBODY) | self.hosts.get(name, _NOBODY)
        found.update(dict.fromkeys(near, Relation.RUNS))
        found.update(_rings(name, self.serves, _SERVES))
        if self.knows(name) and name not in self.hosts:
            found.update(dict.fromkeys(self.shared, Relation.NEEDS_2))
        if name in self.shared:
            everybody = self.components - self.hosts.keys()
            found.update(dict.fromkeys(everybody, Relation.SERVES_2))
        found.update(_rings(name, self.needs, _NEEDS))
        found[name] = Relation.SAME
        return found

    def _siblings(self, name: str) -> set[str]:
        below = self.needs.get(name, _NOBODY)
        return {other for common in below for other in self.serves.get(common, _NOBODY)}


def compiled(
    depends_on: Mapping[str, Iterable[str]],
    runs_on: Mapping[str, Iterable[str] | str] | None = None,
    zone: Mapping[str, str] | None = None,
    kind: Mapping[str, str] | None = None,
    learnt: Mapping[str, frozenset[str]] | None = None,
) -> Graph:
    """The graph of a catalogue's maps. What is of kind `dns` serves every component."""
    needs = {name.lower(): _names(below) for name, below in depends_on.items()}
    runs = {
        name.lower(): _names([where] if isinstance(where, str) else where)
        for name, where in (runs_on or {}).items()
    }
    hosts = _turned(runs)
    zones = {name.lower(): where.lower() for name, where in (zone or {}).items()}
    serves = _turned(needs)
    return Graph(
        needs=needs,
        serves=serves,
        runs_on=runs,
        hosts=hosts,
        zone=zones,
        shared=frozenset(
            name.lower() for name, of_kind in (kind or {}).items() if of_kind in _EVERYBODY_NEEDS
        ),
        learnt=learnt or {},
        components=frozenset(
            (*(name for name, below in needs.items() if below), *serves, *runs, *hosts, *zones)
        ),
    )


def _rings(
    name: str, steps: Mapping[str, frozenset[str]], relations: Mapping[int, Relation]
) -> dict[str, Relation]:
    found: dict[str, Relation] = {}
    ring = {name}
    for distance in range(1, FARTHEST + 1):
        ring = {other for here in ring for other in steps.get(here, _NOBODY)}
        ring -= found.keys() | {name}
        found.update(dict.fromkeys(ring, relations[distance]))
    return found


def _turned(steps: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    turned: dict[str, set[str]] = {}
    for name, others in steps.items():
        for other in others:
            turned.setdefault(other, set()).add(name)
    return {name: frozenset(others) for name, others in turned.items()}


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)

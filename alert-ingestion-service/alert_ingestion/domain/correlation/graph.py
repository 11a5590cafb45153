"""The service graph, compiled once for many look-ups: who depends on whom, what runs where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

FARTHEST: Final = 3


@dataclass
class Graph:
    """Directed dependencies between components, and where they run. Names are lower case.

    An empty graph is a valid one: correlation then works with what the alerts themselves name.
    """

    depends_on: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    runs_on: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    zone: Mapping[str, str] = field(default_factory=dict[str, str])
    _below: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])

    def below(self, name: str) -> Mapping[str, int]:
        """What `name` depends on, directly or not, with the number of steps (1-3)."""
        known = self._below.get(name)
        if known is None:
            known = self._below[name] = self._walk(name)
        return known

    def _walk(self, name: str) -> dict[str, int]:
        steps: dict[str, int] = {}
        ring = {name}
        for distance in range(1, FARTHEST + 1):
            ring = {below for here in ring for below in self.depends_on.get(here, ())}
            ring -= steps.keys() | {name}
            steps.update(dict.fromkeys(ring, distance))
        return steps


def compiled(
    depends_on: Mapping[str, Iterable[str]],
    runs_on: Mapping[str, Iterable[str] | str] | None = None,
    zone: Mapping[str, str] | None = None,
) -> Graph:
    """The graph of a catalogue's three maps."""
    nodes = {
        name: [where] if isinstance(where, str) else where
        for name, where in (runs_on or {}).items()
    }
    return Graph(
        depends_on={name.lower(): _names(below) for name, below in depends_on.items()},
        runs_on={name.lower(): _names(where) for name, where in nodes.items()},
        zone={name.lower(): where.lower() for name, where in (zone or {}).items()},
    )


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)

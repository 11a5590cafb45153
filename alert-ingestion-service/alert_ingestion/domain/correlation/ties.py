"""How strongly an alert is tied to each of the alerts before it; time plays no part in it."""

from typing import Final, NamedTuple

from alert_ingestion.domain.correlation.affinity import Role
from alert_ingestion.domain.correlation.graph import Graph, Relation
from alert_ingestion.domain.correlation.profile import Profile
from alert_ingestion.domain.correlation.weights import Weights

_NEEDS: Final = frozenset({Relation.NEEDS_1, Relation.NEEDS_2, Relation.NEEDS_3})
_SERVES: Final = frozenset({Relation.SERVES_1, Relation.SERVES_2, Relation.SERVES_3})
_CERTAIN: Final = frozenset({Relation.SAME, Relation.NAMED, Relation.BLAMED, Relation.SHARED})
_ZONE_WIDE: Final = frozenset({"network_fault", "node_failure"})
_STRONGEST: Final = 0.98


class Tie(NamedTuple):
    """The strongest relation of an alert to an earlier one, and its strength 0-1."""

    relation: Relation
    strength: float


UNRELATED: Final = Tie(Relation.NONE, 0.0)


class Ties:
    """One alert, prepared to be compared with many earlier ones.

    `related` are the components to which it may be tied. `blamed` are those that it names and
    the graph knows. Without any graph all are strangers: time may tie them. What is wrong
    in a whole zone (`is_zone_wide`) may be tied to anything there.
    """

    def __init__(self, alert: Profile, graph: Graph, weights: Weights) -> None:
        self.alert = alert
        self._graph = graph
        self._weights = weights
        self._reach = graph.reach(alert.component)
        self.related = self._reach.keys() | alert.named
        self.blamed = alert.named & graph.components
        self.is_stranger = not graph.components
        self.is_zone_wide = alert.category in _ZONE_WIDE
        self._weighed: dict[tuple[Relation, Role], Tie] = {}

    def may_be_tied_to(self, earlier: Profile) -> bool:
        """Whether a closer look at an earlier alert is worth it."""
        return (
            earlier.component in self.related
            or (earlier.node == self.alert.node and bool(earlier.node))
            or self.alert.component in earlier.named
            or self.is_zone_wide
            or (bool(self.blamed) and not self.blamed.isdisjoint(earlier.named))
        )

    def to(self, earlier: Profile) -> Tie:
        """The strongest tie to an earlier alert."""
        alert = self.alert
        if earlier.component == alert.component:
            return self._tie(Relation.SAME, earlier)
        if earlier.component in alert.named:
            return self._tie(Relation.NAMED, earlier)
        if alert.component in earlier.named:
            return self._tie(Relation.BLAMED, earlier)
        if self.blamed and not self.blamed.isdisjoint(earlier.named):
            return self._tie(Relation.SHARED, earlier)
        relation = self._reach.get(earlier.component)
        found = self._tie(relation, earlier) if relation else UNRELATED
        place = self._place(earlier)
        if place is not None:
            there = self._tie(place, earlier)
            return there if there.strength > found.strength else found
        return found

    def by_time(self, earlier: Profile) -> float:
        """The strength of a stranger's tie by time alone."""
        strength = self._weights.strength[Relation.TIME]
        if self.alert.category is not None and self.alert.category == earlier.category:
            strength *= self._weights.same_kind
        return min(strength, _STRONGEST)

    def _place(self, earlier: Profile) -> Relation | None:
        alert = self.alert
        if alert.node and alert.node == earlier.node:
            return Relation.NODE
        if self.is_zone_wide and alert.category == earlier.category:
            zone = alert.zone or self._graph.zone.get(alert.node)
            if zone and zone == (earlier.zone or self._graph.zone.get(earlier.node)):
                return Relation.ZONE
        return None

    def _tie(self, relation: Relation, earlier: Profile) -> Tie:
        key = (relation, earlier.role)
        known = self._weighed.get(key)
        if known is None:
            strength = _strength(relation, self.alert.role, earlier.role, self._weights)
            known = self._weighed[key] = Tie(relation, strength)
        return known


def _strength(relation: Relation, alert: Role, earlier: Role, weights: Weights) -> float:
    strength = weights.strength[relation]
    if relation in _CERTAIN:
        return strength
    if relation in _NEEDS:
        strength *= weights.symptom_climbs if alert is Role.SYMPTOM else 1.0
        strength *= weights.cause_found if earlier >= Role.STRAIN else 1.0
    elif relation in _SERVES:
        strength *= weights.late_fault if alert >= Role.STRAIN else 1.0
    elif alert is Role.FAULT and earlier is Role.SYMPTOM:
        strength *= weights.fault_beside_symptom
    if relation is Relation.RUNS:
        strength *= weights.fault_moves_house if alert is Role.FAULT else 1.0
        strength *= weights.fault_at_home if earlier is Role.FAULT else 1.0
    return min(strength, _STRONGEST) * weights.role_share.get(alert, 1.0)

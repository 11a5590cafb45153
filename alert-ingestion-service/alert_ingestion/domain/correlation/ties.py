"""How strongly an alert is tied to one earlier alert."""

from typing import NamedTuple

from alert_ingestion.domain.correlation.affinity import Role
from alert_ingestion.domain.correlation.graph import Graph, Relation
from alert_ingestion.domain.correlation.profile import Profile
from alert_ingestion.domain.correlation.weights import Weights

_NEEDS = frozenset({Relation.NEEDS_1, Relation.NEEDS_2, Relation.NEEDS_3})
_SERVES = frozenset({Relation.SERVES_1, Relation.SERVES_2, Relation.SERVES_3})
_PLACE = frozenset({Relation.RUNS, Relation.NODE, Relation.ZONE})
_CERTAIN = frozenset({Relation.SAME, Relation.NAMED, Relation.BLAMED})
_STRONGEST = 0.98
_ZONE_WIDE = frozenset({"network_fault", "node_failure"})


class Tie(NamedTuple):
    """The strongest relation of an alert to an earlier one, and its strength 0-1."""

    relation: Relation
    strength: float


UNRELATED = Tie(Relation.NONE, 0.0)


def tie(alert: Profile, earlier: Profile, graph: Graph, weights: Weights) -> Tie:
    """The strongest tie; time plays no part in it."""
    best = _named(alert, earlier, graph, weights)
    if best is not None:
        return best
    found = UNRELATED
    relation = graph.reach(alert.component).get(earlier.component)
    if relation is not None:
        found = Tie(relation, _weighed(relation, alert, earlier, weights))
    place = _place(alert, earlier, graph)
    if place is not None:
        found = max(found, Tie(place, _weighed(place, alert, earlier, weights)), key=_strength)
    if found.relation not in _CERTAIN:
        share = weights.role_share.get(alert.role, 1.0)
        found = Tie(found.relation, found.strength * share)
    return found


def by_time(alert: Profile, earlier: Profile, graph: Graph, weights: Weights) -> float:
    """The strength of a tie by time alone: only where the graph cannot tell."""
    if graph.knows(alert.component) and graph.knows(earlier.component):
        return 0.0
    strength = weights.strength[Relation.TIME]
    if alert.category is not None and alert.category == earlier.category:
        strength *= weights.same_kind
    return min(strength, _STRONGEST)


def _named(alert: Profile, earlier: Profile, graph: Graph, weights: Weights) -> Tie | None:
    if alert.component == earlier.component:
        return Tie(Relation.SAME, weights.strength[Relation.SAME])
    if earlier.component in alert.named:
        return Tie(Relation.NAMED, weights.strength[Relation.NAMED])
    if alert.component in earlier.named:
        return Tie(Relation.BLAMED, weights.strength[Relation.BLAMED])
    if not graph.components.isdisjoint(alert.named & earlier.named):
        return Tie(Relation.SHARED, weights.strength[Relation.SHARED])
    return None


def _place(alert: Profile, earlier: Profile, graph: Graph) -> Relation | None:
    if alert.node and alert.node == earlier.node:
        return Relation.NODE
    if alert.category in _ZONE_WIDE and alert.category == earlier.category:
        zone = alert.zone or graph.zone.get(alert.node)
        if zone and zone == (earlier.zone or graph.zone.get(earlier.node)):
            return Relation.ZONE
    return None


def _weighed(relation: Relation, alert: Profile, earlier: Profile, weights: Weights) -> float:
    strength = weights.strength[relation]
    if relation in _NEEDS:
        if alert.role is Role.SYMPTOM:
            strength *= weights.symptom_climbs
        if earlier.role >= Role.STRAIN:
            strength *= weights.cause_found
    elif relation in _SERVES:
        if alert.role >= Role.STRAIN:
            strength *= weights.late_fault
    elif alert.role is Role.FAULT and earlier.role is Role.SYMPTOM:
        strength *= weights.fault_beside_symptom
    if relation is Relation.RUNS:
        strength *= weights.fault_moves_house if alert.role is Role.FAULT else 1.0
        strength *= weights.fault_at_home if earlier.role is Role.FAULT else 1.0
    return min(strength, _STRONGEST)


def _strength(found: Tie) -> float:
    return found.strength

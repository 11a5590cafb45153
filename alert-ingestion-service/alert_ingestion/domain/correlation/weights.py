"""How much each kind of evidence counts: found on many generated storms, each time judged on
vocabularies and graphs that were left out of the search (`tests/eval`, ADR-0035).
"""

from dataclasses import dataclass, field

from alert_ingestion.domain.correlation.affinity import Role
from alert_ingestion.domain.correlation.graph import Relation


def _strength() -> dict[Relation, float]:
    return {
        Relation.SAME: 0.980,
        Relation.NAMED: 0.980,
        Relation.BLAMED: 0.980,
        Relation.SHARED: 0.579,
        Relation.NEEDS_1: 0.748,
        Relation.NEEDS_2: 0.410,
        Relation.NEEDS_3: 0.104,
        Relation.SERVES_1: 0.214,
        Relation.SERVES_2: 0.032,
        Relation.SERVES_3: 0.090,
        Relation.RUNS: 0.618,
        Relation.NODE: 0.292,
        Relation.ZONE: 0.980,
        Relation.SIBLING: 0.328,
        Relation.LEARNT: 0.3,
        Relation.TIME: 0.325,
        Relation.NONE: 0.0,
    }


def _role_share() -> dict[Role, float]:
    return {Role.FAULT: 0.392, Role.STRAIN: 0.773}


@dataclass(frozen=True)
class Weights:
    """Strengths 0-1 of relations, factors of roles, decay times in seconds."""

    strength: dict[Relation, float] = field(default_factory=_strength)
    role_share: dict[Role, float] = field(default_factory=_role_share)
    """A fault or strain of another component is less likely a consequence."""
    fault_beside_symptom: float = 0.518
    """A fault beside, not below, a component that only shows symptoms is another incident's."""
    cause_found: float = 1.507
    """Factor when what the component needs shows a fault or strain: the likely cause."""
    symptom_climbs: float = 0.709
    """Factor when the alert is a symptom above what it needs."""
    late_fault: float = 1.334
    """Factor for a fault or strain below components that showed symptoms before."""
    fault_moves_house: float = 1.091
    """Factor for a fault related only by where things run."""
    fault_at_home: float = 0.957
    """Factor when the earlier alert, related by where things run, is a fault."""
    same_kind: float = 3.087
    """Factor for two unknown components that show the same category."""
    unnamed: float = 0.260
    """Factor for other groups when the alert names a component of one of them."""
    absent: float = 0.536
    """Factor for every group when the alert names a component that none of them knows."""
    together: float = 0.442
    """How far several weak ties add up: 0 the strongest alone, 1 as independent evidence."""
    decay: float = 188.0
    decay_opener: float = 388.0
    """For the alert that opened the group: it often is the cause."""
    decay_named: float = 1214.0
    decay_time: float = 156.0
    """For ties by time alone."""
    decay_age: float = 1545.0
    """How quickly an old group loses against a new one."""

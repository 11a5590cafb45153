"""The strategy `topology`: an alert joins the open group that most probably has the same cause.

Every open group of the environment is scored; the best one above the threshold takes the alert,
otherwise it opens a group of its own. Event time only: a replay gives the same groups.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from alert_ingestion.domain.correlation import profile as profiles
from alert_ingestion.domain.correlation.graph import Graph, Relation
from alert_ingestion.domain.correlation.profile import Profile
from alert_ingestion.domain.correlation.ties import Tie, by_time, tie
from alert_ingestion.domain.correlation.weights import Weights

STRATEGY: Final = "topology"
MOST_MEMBERS: Final = 24


@dataclass(frozen=True)
class Options:
    """What an operator may change; times in seconds.

    `window`: the longest gap between an alert and the group's last one. `longest_life`: a group
    takes nothing later than this after it opened.
    """

    window: float = 300.0
    longest_life: float = 1200.0
    threshold: float = 0.113
    weights: Weights = field(default_factory=Weights)


@dataclass
class Candidate:
    """An open group: when it opened and was last added to, and a bounded summary of its alerts.

    `components` counts the members by component and `words` holds all that they name: most groups
    are passed over by a look into these two.
    """

    id: UUID
    opened_at: float
    last_at: float
    members: list[Profile] = field(default_factory=list[Profile])
    components: set[str] = field(default_factory=set[str])
    words: set[str] = field(default_factory=set[str])
    nodes: set[str] = field(default_factory=set[str])
    cluster: str = ""
    alone: bool = False


@dataclass(frozen=True)
class Decision:
    """Where the alert belongs: an open group, or (None) one of its own; and why."""

    candidate_id: UUID | None
    reason: str
    score: float = 0.0
    parts: dict[str, float] = field(default_factory=dict[str, float])
    runner_up: tuple[UUID, float] | None = None


@dataclass(frozen=True)
class _Scored:
    candidate: Candidate
    score: float
    tie: Tie
    member: Profile
    decay: float


def opened(group_id: UUID, profile: Profile) -> Candidate:
    """The summary of a group that this alert opens."""
    candidate = Candidate(
        group_id, profile.at, profile.at, cluster=profile.cluster, alone=profile.alone
    )
    _add(candidate, profile)
    return candidate


def merge_member(candidate: Candidate, profile: Profile) -> None:
    """Add an alert to the summary of its group; beyond 24 the oldest but the first gives way."""
    candidate.last_at = max(candidate.last_at, profile.at)
    _add(candidate, profile)
    if len(candidate.members) > MOST_MEMBERS:
        del candidate.members[1]


def _add(candidate: Candidate, profile: Profile) -> None:
    candidate.members.append(profile)
    candidate.components.add(profile.component)
    candidate.words |= profile.named
    if profile.node:
        candidate.nodes.add(profile.node)


def to_json(candidate: Candidate) -> dict[str, Any]:
    """The summary as it is stored with the group."""
    members = [profiles.to_json(member) for member in candidate.members]
    return {"opened_at": candidate.opened_at, "last_at": candidate.last_at, "members": members}


def from_json(group_id: UUID, data: dict[str, Any]) -> Candidate:
    """The summary that `to_json` wrote."""
    candidate = Candidate(group_id, data["opened_at"], data["last_at"])
    for member in data["members"]:
        _add(candidate, profiles.from_json(member))
    candidate.cluster = candidate.members[0].cluster
    candidate.alone = candidate.members[0].alone
    return candidate


def choose(
    profile: Profile,
    candidates: Iterable[Candidate],
    graph: Graph,
    options: Options,
    home: UUID | None = None,
) -> Decision:
    """The group that takes the alert. `candidates` are the open groups of its environment.

    `home` is the group in which the same alert (fingerprint) fired a moment ago: it goes back
    there while that group is open.
    """
    if home is not None and any(candidate.id == home for candidate in candidates):
        return Decision(home, f"{STRATEGY}: fires again, in the group where it fired before", 1.0)
    if profile.alone:
        reason = f"{STRATEGY}: {profile.category} stands alone, whatever else happens"
        return Decision(None, reason)
    scored = _scored(profile, candidates, graph, options)
    if not scored:
        return Decision(None, f"{STRATEGY}: no open group is related to {profile.component}")
    best = scored[0]
    second = scored[1] if len(scored) > 1 else None
    return _decision(profile, best, second, options)


def _scored(
    profile: Profile, candidates: Iterable[Candidate], graph: Graph, options: Options
) -> list[_Scored]:
    """The related groups, the best first."""
    related = graph.reach(profile.component).keys() | profile.named
    stranger = not graph.knows(profile.component)
    found: list[_Scored] = []
    earliest = profile.at - options.window
    oldest = profile.at - options.longest_life
    for candidate in candidates:
        if (
            candidate.last_at < earliest
            or candidate.opened_at < oldest
            or candidate.alone
            or candidate.cluster != profile.cluster
        ):
            continue
        if (
            stranger
            or not related.isdisjoint(candidate.components)
            or profile.component in candidate.words
            or profile.node in candidate.nodes
            or not graph.components.issuperset(candidate.components)
        ):
            scored = _score(profile, candidate, graph, options.weights)
            if scored is not None:
                found.append(scored)
    found = _prefer_named(profile, found, graph, options.weights)
    found.sort(key=lambda entry: -entry.score)
    return found


def _score(
    profile: Profile, candidate: Candidate, graph: Graph, weights: Weights
) -> _Scored | None:
    """The ties to the group's members together: the strongest, and what the others add to it."""
    best: tuple[float, Tie, Profile, float] | None = None
    none_of_them = 1.0
    for position, member in enumerate(candidate.members):
        age = abs(profile.at - member.at)
        found = tie(profile, member, graph, weights)
        decay = math.exp(-age / _decay_time(found, position, weights))
        strength = found.strength * decay
        alone = by_time(profile, member, graph, weights)
        if alone:
            faded = math.exp(-age / weights.decay_time)
            if alone * faded > strength:
                found, decay = Tie(Relation.TIME, alone), faded
                strength = alone * faded
        if strength <= 0:
            continue
        none_of_them *= 1 - strength
        if best is None or strength > best[0]:
            best = strength, found, member, decay
    if best is None:
        return None
    strongest, found, member, decay = best
    score = strongest + weights.together * (1 - none_of_them - strongest)
    score *= math.exp(-max(0.0, profile.at - candidate.opened_at) / weights.decay_age)
    return _Scored(candidate, score, found, member, decay)


def _decay_time(found: Tie, position: int, weights: Weights) -> float:
    if found.relation is Relation.NAMED:
        return weights.decay_named
    return weights.decay_opener if position == 0 else weights.decay


def _prefer_named(
    profile: Profile, found: list[_Scored], graph: Graph, weights: Weights
) -> list[_Scored]:
    """When the alert names a component, the groups that do not have it count for less."""
    knowing = [not profile.named.isdisjoint(entry.candidate.components) for entry in found]
    factor = weights.unnamed
    if not any(knowing):
        blamed = profile.named & graph.components
        if not blamed:
            return found
        knowing = [not blamed.isdisjoint(entry.candidate.words) for entry in found]
        factor = weights.absent
    return [
        entry if knows else replace(entry, score=entry.score * factor)
        for entry, knows in zip(found, knowing, strict=True)
    ]


def _decision(
    profile: Profile, best: _Scored, second: _Scored | None, options: Options
) -> Decision:
    """The best group above the threshold, or none; with the score's parts in words."""
    joins = best.score >= options.threshold
    seconds = round(abs(profile.at - best.member.at))
    told = (
        f"{profile.component} and {best.member.component}: {best.tie.relation}"
        f" ({best.tie.strength:.2f}), {seconds} s apart (x{best.decay:.2f});"
        f" score {best.score:.2f} of {len(best.candidate.members)} alerts,"
        f" threshold {options.threshold:.2f}"
    )
    if second is not None:
        told += f"; next best group {second.candidate.id} {second.score:.2f}"
    verdict = "joins" if joins else "opens a group, the nearest one is too weak"
    return Decision(
        candidate_id=best.candidate.id if joins else None,
        reason=f"{STRATEGY}: {verdict}: {told}",
        score=best.score,
        parts={"tie": best.tie.strength, "decay": best.decay, "score": best.score},
        runner_up=(second.candidate.id, second.score) if second else None,
    )

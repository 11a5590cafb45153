"""The strategy `topology`: an alert joins the open group that most probably has the same cause.

Every open group of the environment is scored; the best one above the threshold takes the alert,
otherwise it opens a group of its own. Event time only: a replay gives the same groups.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import exp
from typing import Any, Final
from uuid import UUID

from alert_ingestion.domain.correlation import profile as profiles
from alert_ingestion.domain.correlation.graph import Graph, Relation
from alert_ingestion.domain.correlation.profile import Profile
from alert_ingestion.domain.correlation.ties import Tie, Ties
from alert_ingestion.domain.correlation.weights import Weights

STRATEGY: Final = "topology"
MOST_MEMBERS: Final = 24
NEWEST: Final = 4
"""So many of a group's alerts are looked at when nothing but time can tie another one to it."""


@dataclass(frozen=True)
class Options:
    """What an operator may change; times in seconds.

    `window`: the longest gap between an alert and the group's last one. `longest_life`: a group
    takes nothing later than this after it opened.
    """

    window: float = 300.0
    longest_life: float = 1200.0
    threshold: float = 0.105
    weights: Weights = field(default_factory=Weights)


@dataclass(frozen=True)
class Candidate:
    """An open group: when it opened and was last added to, and a bounded summary of its alerts.

    What is below `alone` is derived: most groups are passed over by a look into these indexes.
    """

    id: UUID
    opened_at: float
    last_at: float
    members: tuple[Profile, ...]
    cluster: str
    alone: bool
    components: frozenset[str]
    words: frozenset[str]
    nodes: frozenset[str]


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
    return _candidate(group_id, profile.at, profile.at, (profile,))


def merged(candidate: Candidate, profile: Profile) -> Candidate:
    """The summary with one more alert; beyond 24 the oldest but the first gives way."""
    members = (*candidate.members, profile)
    if len(members) > MOST_MEMBERS:
        members = (members[0], *members[2:])
    last_at = max(candidate.last_at, profile.at)
    return _candidate(candidate.id, candidate.opened_at, last_at, members)


def _candidate(
    group_id: UUID, opened_at: float, last_at: float, members: tuple[Profile, ...]
) -> Candidate:
    return Candidate(
        id=group_id,
        opened_at=opened_at,
        last_at=last_at,
        members=members,
        cluster=members[0].cluster,
        alone=members[0].alone,
        components=frozenset(member.component for member in members),
        words=frozenset(word for member in members for word in member.named),
        nodes=frozenset(member.node for member in members if member.node),
    )


def to_json(candidate: Candidate) -> dict[str, Any]:
    """The summary as it is stored with the group."""
    members = [profiles.to_json(member) for member in candidate.members]
    return {"opened_at": candidate.opened_at, "last_at": candidate.last_at, "members": members}


def from_json(group_id: UUID, data: dict[str, Any]) -> Candidate:
    """The summary that `to_json` wrote."""
    members = tuple(profiles.from_json(member) for member in data["members"])
    return _candidate(group_id, data["opened_at"], data["last_at"], members)


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
        return _with_its_kind(profile, candidates, options)
    scored = _scored(profile, candidates, graph, options)
    if not scored:
        return Decision(None, f"{STRATEGY}: no open group is related to {profile.component}")
    best = scored[0]
    second = scored[1] if len(scored) > 1 else None
    return _decision(profile, best, second, options)


def _with_its_kind(profile: Profile, candidates: Iterable[Candidate], options: Options) -> Decision:
    """What stands alone joins only its own kind on the same component: a flood stays one group."""
    for candidate in candidates:
        first = candidate.members[0]
        if (
            candidate.alone
            and (first.component, first.category) == (profile.component, profile.category)
            and candidate.cluster == profile.cluster
            and candidate.last_at >= profile.at - options.window
            and candidate.opened_at >= profile.at - options.longest_life
        ):
            why = f"{STRATEGY}: joins: {profile.category} on {profile.component}, as before"
            return Decision(candidate.id, why, 1.0)
    return Decision(None, f"{STRATEGY}: {profile.category} stands alone, whatever else happens")


def _scored(
    profile: Profile, candidates: Iterable[Candidate], graph: Graph, options: Options
) -> list[_Scored]:
    """The related groups, the best first."""
    ties = Ties(profile, graph, options.weights)
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
        members = _related(candidate, ties)
        if members:
            scored = _score(ties, candidate, members, options.weights)
            if scored is not None:
                found.append(scored)
    found = _prefer_named(profile, found, ties, options.weights)
    found.sort(key=lambda entry: -entry.score)
    return found


def _related(candidate: Candidate, ties: Ties) -> Sequence[Profile]:
    """The members that may be tied to the alert; few of them, and of most groups none."""
    alert = ties.alert
    if (
        ties.related.isdisjoint(candidate.components)
        and alert.node not in candidate.nodes
        and alert.component not in candidate.words
        and (not ties.blamed or ties.blamed.isdisjoint(candidate.words))
        and not ties.is_zone_wide
    ):
        return candidate.members[-NEWEST:] if ties.is_stranger else ()
    if ties.is_stranger:
        return candidate.members
    return [member for member in candidate.members if ties.may_be_tied_to(member)]


def _score(
    ties: Ties, candidate: Candidate, members: Sequence[Profile], weights: Weights
) -> _Scored | None:
    """The ties to the group's members together: the strongest, and what the others add to it."""
    at = ties.alert.at
    opener = candidate.members[0]
    strongest, none_of_them = 0.0, 1.0
    best: tuple[Tie, Profile, float] | None = None
    for member in members:
        age = abs(at - member.at)
        found = ties.to(member)
        decay = exp(-age / _decay_time(found, member is opener, weights))
        strength = found.strength * decay
        by_time = ties.by_time(member) if ties.is_stranger else 0.0
        if by_time:
            faded = exp(-age / weights.decay_time)
            if by_time * faded > strength:
                found, decay = Tie(Relation.TIME, by_time), faded
                strength = by_time * faded
        none_of_them *= 1 - strength
        if strength > strongest:
            strongest, best = strength, (found, member, decay)
    if best is None:
        return None
    score = strongest + weights.together * (1 - none_of_them - strongest)
    score *= exp(-max(0.0, at - candidate.opened_at) / weights.decay_age)
    return _Scored(candidate, score, *best)


def _decay_time(found: Tie, is_opener: bool, weights: Weights) -> float:
    if found.relation is Relation.NAMED:
        return weights.decay_named
    return weights.decay_opener if is_opener else weights.decay


def _prefer_named(
    profile: Profile, found: list[_Scored], ties: Ties, weights: Weights
) -> list[_Scored]:
    """When the alert names a component, the groups that do not have it count for less."""
    knowing = [not profile.named.isdisjoint(entry.candidate.components) for entry in found]
    factor = weights.unnamed
    if not any(knowing):
        if not ties.blamed:
            return found
        knowing = [not ties.blamed.isdisjoint(entry.candidate.words) for entry in found]
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

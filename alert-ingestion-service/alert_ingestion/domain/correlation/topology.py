"""The strategy `topology`: an alert joins the open group that most probably has the same cause.

Every open group of the environment is scored; the best one above the threshold takes the alert,
otherwise it opens a group of its own. Event time only: a replay gives the same groups.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from alert_ingestion.domain.correlation import profile as profiles
from alert_ingestion.domain.correlation.graph import Graph
from alert_ingestion.domain.correlation.profile import Profile

STRATEGY: Final = "topology"
MOST_MEMBERS: Final = 24


@dataclass(frozen=True)
class Options:
    """What an operator may change; times in seconds.

    `window`: the longest gap between an alert and the group's last one. `longest_life`: a group
    takes nothing later than this after it opened.
    """

    window: float = 300.0
    longest_life: float = 3600.0
    threshold: float = 0.3


@dataclass
class Candidate:
    """An open group: when it opened and was last added to, and a bounded summary of its alerts."""

    id: UUID
    opened_at: float
    last_at: float
    members: list[Profile] = field(default_factory=list[Profile])


@dataclass(frozen=True)
class Decision:
    """Where the alert belongs: an open group, or (None) one of its own; and why."""

    candidate_id: UUID | None
    reason: str
    score: float = 0.0
    parts: dict[str, float] = field(default_factory=dict[str, float])
    runner_up: tuple[UUID, float] | None = None


def opened(group_id: UUID, profile: Profile) -> Candidate:
    """The summary of a group that this alert opens."""
    return Candidate(group_id, profile.at, profile.at, [profile])


def merge_member(candidate: Candidate, profile: Profile) -> None:
    """Add an alert to the summary of its group; the oldest but the first gives way."""
    candidate.last_at = max(candidate.last_at, profile.at)
    candidate.members.append(profile)
    if len(candidate.members) > MOST_MEMBERS:
        del candidate.members[1]


def to_json(candidate: Candidate) -> dict[str, Any]:
    """The summary as it is stored with the group."""
    members = [profiles.to_json(member) for member in candidate.members]
    return {"opened_at": candidate.opened_at, "last_at": candidate.last_at, "members": members}


def from_json(group_id: UUID, data: dict[str, Any]) -> Candidate:
    """The summary that `to_json` wrote."""
    members = [profiles.from_json(member) for member in data["members"]]
    return Candidate(group_id, data["opened_at"], data["last_at"], members)


def choose(
    profile: Profile,
    candidates: Iterable[Candidate],
    graph: Graph,
    options: Options,
    home: UUID | None = None,
) -> Decision:
    """The group that takes the alert. `candidates` are the open groups of its environment.

    `home` is the group in which the same alert (fingerprint) fired last: it goes back there while
    that group takes alerts.
    """
    scored: list[tuple[float, Candidate]] = []
    for candidate in candidates:
        if not _takes(candidate, profile, options):
            continue
        if candidate.id == home:
            return Decision(home, f"{STRATEGY}: fires again in the group where it fired last", 1.0)
        scored.append((_score(profile, candidate, graph, options), candidate))
    scored.sort(key=lambda entry: -entry[0])
    runner_up = (scored[1][1].id, scored[1][0]) if len(scored) > 1 else None
    if scored and scored[0][0] >= options.threshold:
        score, best = scored[0]
        return Decision(best.id, f"{STRATEGY}: score {score:.2f}", score, runner_up=runner_up)
    return Decision(None, f"{STRATEGY}: no related group is open")


def _takes(candidate: Candidate, profile: Profile, options: Options) -> bool:
    return (
        profile.at - candidate.last_at <= options.window
        and profile.at - candidate.opened_at <= options.longest_life
    )


def _score(profile: Profile, candidate: Candidate, graph: Graph, options: Options) -> float:
    below = graph.below(profile.service)
    best = 0.0
    for member in candidate.members:
        if member.service == profile.service:
            steps = 0
        else:
            steps = below.get(member.service) or graph.below(member.service).get(profile.service, 9)
        age = abs(profile.at - member.at)
        best = max(best, math.exp(-0.5 * steps) * math.exp(-age / options.window))
    return best

"""What correlation looks at in an alert: who it is about, where that runs, what it says, when."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from alert_ingestion.domain.alert import NormalizedAlert

MOST_WORDS: Final = 24
_NODE_LABELS: Final = ("node", "host", "hostname", "instance", "nodename", "kubernetes_node")
_ZONE_LABELS: Final = ("zone", "availability_zone", "az", "topology_kubernetes_io_zone")
_CAUSE_LABELS: Final = (
    *("upstream", "upstream_service", "backend", "peer", "peer_service", "dependency"),
    *("destination", "destination_service", "destination_workload", "target_service", "remote"),
)
_CLUSTER_LABELS: Final = ("cluster", "cluster_name", "k8s_cluster")
_WORD: Final = re.compile(r"[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Profile:
    """One alert as correlation sees it. Names are lower case; `at` is event time in epoch seconds.

    `causes` are components that the sender itself names as the cause (upstream, peer); `words` are
    those of the title, names of components included.
    """

    service: str
    cluster: str
    node: str
    zone: str
    causes: tuple[str, ...]
    words: tuple[str, ...]
    category: str | None
    at: float


def profile_of(alert: NormalizedAlert, category: str | None, event_at: datetime) -> Profile:
    """The profile of an alert; `category` is the cached classification, where there is one."""
    labels = {name.lower(): value for name, value in alert.labels.items() if value}
    return Profile(
        service=alert.service.lower(),
        cluster=_first(labels, _CLUSTER_LABELS),
        node=_first(labels, _NODE_LABELS).partition(":")[0],
        zone=_first(labels, _ZONE_LABELS),
        causes=tuple(
            dict.fromkeys(labels[name].lower() for name in _CAUSE_LABELS if name in labels)
        ),
        words=tuple(dict.fromkeys(_WORD.findall(alert.title.lower())))[:MOST_WORDS],
        category=category,
        at=event_at.timestamp(),
    )


def to_json(profile: Profile) -> list[Any]:
    """A compact form for the database: the fields in order."""
    return [
        profile.service,
        profile.cluster,
        profile.node,
        profile.zone,
        list(profile.causes),
        list(profile.words),
        profile.category,
        profile.at,
    ]


def from_json(data: list[Any]) -> Profile:
    """The profile that `to_json` wrote."""
    service, cluster, node, zone, causes, words, category, at = data
    return Profile(service, cluster, node, zone, tuple(causes), tuple(words), category, at)


def _first(labels: dict[str, str], names: tuple[str, ...]) -> str:
    return next((labels[name].lower() for name in names if name in labels), "")

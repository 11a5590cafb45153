"""What correlation looks at in an alert: who it is about, where that runs, what it says, when."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.correlation.affinity import Role, role_of, stands_alone
from alert_ingestion.domain.correlation.first_guess import first_guess

MOST_WORDS: Final = 24
MOST_CAUSES: Final = 4
_NODE_LABELS: Final = ("node", "host", "hostname", "instance", "nodename", "kubernetes_node")
_ZONE_LABELS: Final = ("zone", "availability_zone", "az", "topology_kubernetes_io_zone")
_CAUSE_LABELS: Final = (
    *("upstream", "upstream_service", "backend", "peer", "peer_service", "dependency"),
    *("destination", "destination_service", "destination_workload", "target_service", "remote"),
)
_CLUSTER_LABELS: Final = ("cluster", "cluster_name", "k8s_cluster")
_AGENT: Final = re.compile(
    r"exporter|kubelet|cadvisor|kube-state|telegraf|collectd|zabbix|netdata|datadog|agent"
    r"|prometheus|blackbox|\A(?:nodes?|hosts?|unknown)\Z"
)
_WORD: Final = re.compile(r"[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)*")
_CAMEL: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Profile:
    """One alert as correlation sees it. Names are lower case; `at` is event time in epoch seconds.

    `component` is the service, or the node when the service is only the agent that reports it.
    `named` are the components that the alert may name as its cause: labels such as `upstream`,
    and the words of the title (most of which name nothing).
    """

    component: str
    cluster: str
    node: str
    zone: str
    named: frozenset[str]
    category: str | None
    role: Role
    alone: bool
    at: float


def profile_of(alert: NormalizedAlert, category: str | None, event_at: datetime) -> Profile:
    """The profile of an alert; `category` is the cached classification, where there is one."""
    labels = {name.lower(): value for name, value in alert.labels.items() if value}
    node = _first(labels, _NODE_LABELS).partition(":")[0]
    service = alert.service.lower()
    words = _WORD.findall(alert.title.lower())[:MOST_WORDS]
    causes = [labels[name].lower() for name in _CAUSE_LABELS if name in labels][:MOST_CAUSES]
    rule = _CAMEL.findall(alert.labels.get("alertname", ""))
    known = category or first_guess([*words, *(part.lower() for part in rule)])
    component = node if node and _AGENT.search(service) else service
    return Profile(
        component=component,
        cluster=_first(labels, _CLUSTER_LABELS),
        node=node,
        zone=_first(labels, _ZONE_LABELS),
        named=frozenset((*causes, *words)) - {component, service, node},
        category=known,
        role=role_of(known),
        alone=stands_alone(known, alert.severity),
        at=event_at.timestamp(),
    )


def to_json(profile: Profile) -> list[Any]:
    """A compact form for the database: the fields in order."""
    return [
        profile.component,
        profile.cluster,
        profile.node,
        profile.zone,
        sorted(profile.named),
        profile.category,
        profile.alone,
        profile.at,
    ]


def from_json(data: list[Any]) -> Profile:
    """The profile that `to_json` wrote."""
    component, cluster, node, zone, named, category, alone, at = data
    role = role_of(category)
    return Profile(component, cluster, node, zone, frozenset(named), category, role, alone, at)


def _first(labels: dict[str, str], names: tuple[str, ...]) -> str:
    return next((labels[name].lower() for name in names if name in labels), "")

"""What an alert's category says about who it belongs with: causes, symptoms, loners."""

from enum import IntEnum
from typing import Final

from platform_contracts.vocabulary import Severity


class Role(IntEnum):
    """The part a category usually plays in an incident.

    FAULT: something broke here; it is seldom the consequence of another component's alert.
    STRAIN: broken or overloaded here, often as a consequence. SYMPTOM: felt here, caused below.
    """

    UNKNOWN = 0
    SYMPTOM = 1
    STRAIN = 2
    FAULT = 3


_FAULTS: Final = frozenset(
    {
        *("disk_space", "disk_io_latency", "storage_volume_failure", "hardware_failure"),
        *("node_failure", "network_fault", "dns_failure", "certificate_expiry", "auth_security"),
        *("redundancy_loss", "replication_lag", "quorum_leadership", "data_integrity"),
        *("memory_exhaustion", "deployment_failure", "config_error", "traffic_anomaly"),
    }
)
_STRAINS: Final = frozenset(
    {"crash_loop", "connection_exhaustion", "cache_inefficiency", "cpu_saturation"}
)
_SYMPTOMS: Final = frozenset(
    {
        *("high_latency", "application_errors", "dependency_outage", "queue_backlog"),
        *("capacity_scheduling", "slow_queries"),
    }
)
_ROLES: Final = {
    **dict.fromkeys(_FAULTS, Role.FAULT),
    **dict.fromkeys(_STRAINS, Role.STRAIN),
    **dict.fromkeys(_SYMPTOMS, Role.SYMPTOM),
}

_LONERS: Final = frozenset(
    {"backup_failure", "clock_skew", "hardware_failure", "batch_job_failure", "quota_limit"}
)
_LONERS_UNLESS_PRESSING: Final = frozenset({"certificate_expiry", "monitoring_failure"})
_LONERS_IF_INFO: Final = frozenset({"cpu_saturation"})


def role_of(category: str | None) -> Role:
    """The part that alerts of this category usually play."""
    return _ROLES.get(category or "", Role.UNKNOWN)


def stands_alone(category: str | None, severity: Severity) -> bool:
    """Whether such an alert is an incident of its own, whatever else happens.

    A certificate that runs out in three weeks stands alone; one that has expired (critical)
    breaks others.
    """
    if category in _LONERS:
        return severity is not Severity.CRITICAL
    if category in _LONERS_UNLESS_PRESSING:
        return severity.rank >= Severity.MEDIUM.rank
    return category in _LONERS_IF_INFO and severity is Severity.INFO

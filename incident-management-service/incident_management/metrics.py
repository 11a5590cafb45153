"""Metrics of this service. Label values are closed sets: a sender cannot add series at will."""

from typing import Final, TypeVar

from prometheus_client import Counter, Gauge, Histogram

from platform_kit.metrics import LONG_BUCKETS

T = TypeVar("T")

LIFE_BUCKETS: Final = (*LONG_BUCKETS, 7200, 14_400, 43_200, 86_400, 259_200)

INCIDENTS: Final = Counter(
    "incidents_total", "Incidents that entered a status", ["status", "severity"]
)
OPEN: Final = Gauge("open_incidents", "Incidents neither resolved nor closed", ["severity"])
MTTA: Final = Histogram(
    "incident_mtta_seconds", "Opened to first acknowledged", ["severity"], buckets=LIFE_BUCKETS
)
MTTR: Final = Histogram(
    "incident_mttr_seconds", "Opened to resolved", ["severity"], buckets=LIFE_BUCKETS
)
SCOPE: Final = ("service", "team", "environment", "severity")
ACTIVE: Final = Gauge("incident_active_total", "Incidents neither resolved nor closed", SCOPE)
RESOLVED: Final = Counter("incident_resolved_total", "Incidents resolved", SCOPE)
DURATION: Final = Histogram(
    "incident_duration_seconds", "Opened to resolved", ["severity"], buckets=LIFE_BUCKETS
)
STREAM_CLIENTS: Final = Gauge("stream_clients", "Browsers that follow the live stream")
WITHOUT_ESCALATION: Final = Gauge(
    "incidents_without_escalation", "Open, unacknowledged incidents that nobody is paged for"
)
BREACHES: Final = Counter("sla_breaches_total", "Promises broken", ["promise", "severity"])
BREACHED_OPEN: Final = Gauge("sla_breached_open_incidents", "Open incidents with a broken promise")

OTHER: Final = "other"
NOBODY: Final = "none"
MOST_OWNED: Final = 200
MOST_UNOWNED: Final = 50
MOST_ENVIRONMENTS: Final = 20
MOST_SCOPES: Final = 500


class Scopes:
    """Which names of services, teams and environments appear as labels; the rest is `other`.

    Names of services and environments come from whoever sends alerts. Services that a team owns
    have places of their own, so made-up names never take them; all together are limited, too.
    """

    def __init__(self) -> None:
        self._owned: set[tuple[str, str]] = set()
        self._unowned: set[tuple[str, str]] = set()
        self._environments: set[str] = set()
        self._known: set[tuple[str, str, str]] = set()

    def labels(self, service: str, team: str | None, environment: str) -> tuple[str, str, str]:
        """(service, team, environment) as labels."""
        places, most = (self._owned, MOST_OWNED) if team else (self._unowned, MOST_UNOWNED)
        owner = team or NOBODY
        if not _has_place(places, (service, owner), most):
            service, owner = OTHER, OTHER if team else NOBODY
        if not _has_place(self._environments, environment, MOST_ENVIRONMENTS):
            environment = OTHER
        scope = (service, owner, environment)
        return scope if _has_place(self._known, scope, MOST_SCOPES) else (OTHER, OTHER, OTHER)


def _has_place(places: set[T], value: T, most: int) -> bool:
    """Whether a value is, or now becomes, one of at most so many."""
    if value not in places and len(places) < most:
        places.add(value)
    return value in places


SCOPES: Final = Scopes()

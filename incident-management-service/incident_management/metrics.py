"""Metrics of this service."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

from platform_kit.metrics import LONG_BUCKETS

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
ACTIVE: Final = Gauge(
    "incident_active_total", "Incidents neither resolved nor closed", ["severity", "environment"]
)
RESOLVED: Final = Counter("incident_resolved_total", "Incidents resolved", ["severity"])
DURATION: Final = Histogram(
    "incident_duration_seconds", "Opened to resolved", ["severity"], buckets=LIFE_BUCKETS
)
STREAM_CLIENTS: Final = Gauge("stream_clients", "Browsers that follow the live stream")
WITHOUT_ESCALATION: Final = Gauge(
    "incidents_without_escalation", "Open, unacknowledged incidents that nobody is paged for"
)
BREACHES: Final = Counter("sla_breaches_total", "Promises broken", ["promise", "severity"])
BREACHED_OPEN: Final = Gauge("sla_breached_open_incidents", "Open incidents with a broken promise")

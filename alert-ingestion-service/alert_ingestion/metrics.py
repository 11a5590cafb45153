"""Metrics of this service. Label values are closed sets: a sender cannot add series at will."""

from typing import Final

from prometheus_client import Counter

MOST_SERVICES: Final = 200

RECEIVED: Final = Counter(
    "alerts_received_total", "Alerts taken, by severity and service", ["severity", "service"]
)
CORRELATED: Final = Counter(
    "alerts_correlated_total", "What became of the alerts taken", ["result"]
)

_services: set[str] = set()


def service_label(service: str) -> str:
    """The service's own name for the first 200 services, `other` from then on."""
    if service in _services:
        return service
    if len(_services) < MOST_SERVICES:
        _services.add(service)
        return service
    return "other"

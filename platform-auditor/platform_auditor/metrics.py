"""Metrics of the auditor."""

from typing import Final

from prometheus_client import Counter, Gauge

FINDINGS: Final = Gauge("auditor_findings", "What the last run found wrong, by check", ["check"])
LAST_SUCCESS: Final = Gauge(
    "auditor_last_success_timestamp_seconds", "When a run last found everything right"
)
REPAIRS: Final = Counter("auditor_repairs_total", "Repairs asked for, by check", ["check"])
FALLBACKS: Final = Counter(
    "auditor_fallbacks_total", "Messages past the notifier, by way and outcome", ["way", "outcome"]
)
HEARTBEATS: Final = Counter(
    "auditor_heartbeats_total", "Outgoing heartbeats by outcome", ["outcome"]
)

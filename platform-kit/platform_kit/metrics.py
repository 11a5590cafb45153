"""Metrics that every service has; a service declares its own in its `metrics.py`."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

LATENCY_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LONG_BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 900, 3600)

OUTBOX_OLDEST: Final = Gauge(
    "outbox_oldest_seconds", "Age of the oldest message that is due, by lane", ["lane"]
)
OUTBOX_PENDING: Final = Gauge("outbox_pending", "Messages waiting, by lane", ["lane"])
OUTBOX_DEAD: Final = Gauge("outbox_dead_letters", "Messages given up, by lane", ["lane"])
OUTBOX_DELIVERIES: Final = Counter(
    "outbox_deliveries_total", "Messages handed over, by lane and outcome", ["lane", "outcome"]
)
WORKER_TURN: Final = Gauge(
    "worker_last_turn_timestamp_seconds", "When each job last finished a turn", ["job"]
)
JOB_FAILURES: Final = Counter("worker_job_failures_total", "Turns that ended in an error", ["job"])
BATCH_SIZE: Final = Histogram(
    "intake_batch_size", "Items committed together", buckets=(1, 2, 5, 10, 25, 50, 100, 200, 500)
)
REQUESTS_SHED: Final = Counter("intake_shed_total", "Requests refused because too many wait")
DATABASE_CONNECTIONS: Final = Gauge(
    "database_connections_in_use", "Connections of the pool that somebody holds"
)
REQUESTS: Final = Counter("http_requests_total", "HTTP requests", ["method", "status", "handler"])
REQUEST_SECONDS: Final = Histogram(
    "http_request_duration_seconds",
    "Time to answer",
    ["method", "handler"],
    buckets=LATENCY_BUCKETS,
)

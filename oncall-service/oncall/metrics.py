"""Metrics of this service."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

ESCALATIONS: Final = Gauge("escalations", "Escalations by state", ["state"])
STEPS: Final = Counter("escalation_steps_total", "Levels that were paged", ["level"])
STEP_DELAY: Final = Histogram(
    "escalation_step_delay_seconds",
    "How late a step ran after it was due",
    buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300),
)
OVERDUE: Final = Gauge(
    "escalations_overdue", "Escalations that were due more than 30 s ago and did not go on"
)
ON_CALL: Final = Gauge("on_call", "1 for everybody who is on call now", ["schedule", "person"])
GAP_SECONDS: Final = Gauge(
    "schedule_gap_seconds", "Time without anybody on call in the next 28 days", ["schedule"]
)
CALENDARS_FAILING: Final = Gauge(
    "calendar_sources_failing", "Calendars that could not be read the last time"
)
SIGN_INS: Final = Counter("sign_ins_total", "Sign-ins by outcome", ["outcome"])

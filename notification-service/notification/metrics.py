"""Metrics of this service."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

SENT: Final = Counter(
    "notifications_sent_total",
    "Hand-overs to a provider, by channel, outcome and kind of reason",
    ["channel", "outcome", "reason"],
)
PAGE_LATENCY: Final = Histogram(
    "page_latency_seconds",
    "Alert received to first delivery handed to a provider",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 300),
)
OLDEST_PAGE: Final = Gauge("oldest_page_seconds", "Age of the oldest page that is due and not sent")
CHANNEL_BROKEN: Final = Gauge(
    "notification_channel_broken", "1 while a channel's own settings are refused", ["channel"]
)
UNREACHABLE: Final = Gauge(
    "oncall_people_unreachable", "People who are on call without a working contact method"
)
RECEIPTS_MISSING: Final = Counter(
    "notification_receipts_missing_total",
    "Messages that were taken but never confirmed",
    ["channel"],
)
CANARY_SECONDS: Final = Histogram(
    "notification_canary_seconds",
    "A canary page from due to handed over, by channel",
    ["channel"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60),
)
CANARY_OK: Final = Gauge(
    "notification_canary_ok", "1 while the last canary of a channel left", ["channel"]
)

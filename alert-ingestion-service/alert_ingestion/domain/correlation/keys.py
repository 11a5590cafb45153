"""Strategies that name a group by a key: of one key only one group is open at a time.

`rule`: same service, environment and severity within the window.
`source`: the sender's own grouping (groupKey, dedup key); no window.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from alert_ingestion.domain.alert import NormalizedAlert


@dataclass(frozen=True)
class GroupKey:
    """The group an alert asks for. `window` None: the group is open for as long as its incident."""

    value: str
    strategy: str
    window: timedelta | None
    describes: str


def group_key(alert: NormalizedAlert, strategy: str, window: timedelta) -> GroupKey:
    """The key of the alert's group under `strategy`."""
    if strategy == "source":
        own = alert.source_group or alert.fingerprint
        return GroupKey(f"source|{alert.scope}|{own}", "source", None, "the sender's own group")
    parts = (alert.environment, alert.service, alert.severity)
    return GroupKey(
        "rule|" + "|".join(part.replace("|", "\\|") for part in parts),
        "rule",
        window,
        f"{alert.severity} alerts of {alert.service} in {alert.environment}",
    )


def is_still_open(key: GroupKey, last_event_at: datetime, event_at: datetime) -> bool:
    """Whether an event joins the open group: not later than the window after its last one.

    Event time, not arrival time: a replay of old alerts has to give the same groups.
    """
    return key.window is None or event_at - last_event_at <= key.window


def reason(key: GroupKey, *, joined: bool) -> str:
    """Why the alert went where it went, for people."""
    if joined:
        return f"{key.strategy}: joins the open group of {key.describes}"
    if key.window is None:
        return f"{key.strategy}: no open group of {key.describes}"
    minutes = int(key.window.total_seconds() // 60)
    return f"{key.strategy}: no group of {key.describes} in the last {minutes} min"

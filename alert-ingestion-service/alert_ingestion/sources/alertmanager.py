"""Alertmanager's webhook, version 4: a group of alerts, each with its own status.

Unknown keys are ignored: newer releases add some. An open end is 0001-01-01T00:00:00Z. With
`max_alerts` a group is truncated: when it says that it is resolved, so are those it left out.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from alert_ingestion.domain import fingerprint
from alert_ingestion.domain.alert import LONGEST_KEY, NormalizedAlert
from alert_ingestion.domain.event import GroupResolved
from alert_ingestion.domain.severity import parse_severity
from alert_ingestion.sources.payload import InvalidPayloadError, decode
from alert_ingestion.sources.reading import key_of, links, make_alert, usual, web_address

SOURCE = "alertmanager"
MOST_ALERTS = 10_000


class Alert(Struct, frozen=True, rename="camel"):
    """One alert of the group."""

    labels: dict[str, str]
    status: Literal["firing", "resolved"] = "firing"
    annotations: dict[str, str] = {}
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    generator_url: str = msgspec.field(default="", name="generatorURL")
    fingerprint: Annotated[str, Meta(max_length=LONGEST_KEY)] = ""


class Webhook(Struct, frozen=True, rename="camel"):
    """The payload."""

    alerts: Annotated[list[Alert], Meta(max_length=MOST_ALERTS)]
    status: str = "firing"
    group_key: str = ""
    receiver: str = ""
    external_url: str = msgspec.field(default="", name="externalURL")
    truncated_alerts: int = 0


_decoder = msgspec.json.Decoder(Webhook)


def parse(body: bytes) -> list[NormalizedAlert | GroupResolved]:
    """The alerts of the group, and its end. Raises InvalidPayloadError."""
    webhook = decode(_decoder, body)
    alerts = [_normalized(alert, webhook, index) for index, alert in enumerate(webhook.alerts)]
    return [*alerts, *end_of_group(SOURCE, webhook)]


def end_of_group(source: str, webhook: Webhook) -> list[GroupResolved]:
    """That the whole group is over, where the sender did not list all of it."""
    if webhook.status != "resolved" or webhook.truncated_alerts <= 0 or not webhook.group_key:
        return []
    return [GroupResolved(source, source, key_of(webhook.group_key))]


def _normalized(alert: Alert, webhook: Webhook, index: int) -> NormalizedAlert:
    if not any(alert.labels.values()):
        raise InvalidPayloadError.field(f"alerts.{index}.labels", "are missing")
    hidden = webhook.truncated_alerts
    return of_labels(
        alert.labels,
        alert.annotations,
        key=alert.fingerprint,
        firing=alert.status == "firing",
        starts_at=usual(alert.starts_at),
        ends_at=usual(alert.ends_at),
        generator_url=web_address(alert.generator_url),
        links=links(
            ("Dashboard", alert.annotations.get("dashboard_url")),
            ("Alertmanager", webhook.external_url),
        ),
        source_group=key_of(webhook.group_key) or None,
        details={"truncated_alerts": hidden} if hidden > 0 else {},
    )


def of_labels(
    labels: Mapping[str, str],
    annotations: Mapping[str, str],
    *,
    firing: bool,
    source: str = SOURCE,
    key: str = "",
    title: str = "",
    **more: Any,
) -> NormalizedAlert:
    """An alert as Prometheus and its relatives write it: everything is in labels and notes."""
    kept = {name: value for name, value in labels.items() if value}
    text = annotations.get("summary") or annotations.get("description")
    more.setdefault("description", annotations.get("description", ""))
    more.setdefault("runbook_url", web_address(annotations.get("runbook_url")))
    return make_alert(
        source,
        key or fingerprint.of_labels(kept),
        text or annotations.get("message") or title or kept.get("alertname", ""),
        parse_severity(kept.get("severity", "")),
        firing=firing,
        labels=kept,
        annotations=dict(annotations),
        **more,
    )

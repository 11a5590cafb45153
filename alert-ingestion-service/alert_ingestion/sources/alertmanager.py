"""Alertmanager's webhook, version 4: a group of alerts, each with its own status.

Unknown keys are ignored: newer releases add some. An open end is 0001-01-01T00:00:00Z.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from alert_ingestion.domain import fingerprint
from alert_ingestion.domain.alert import LONGEST_KEY, NormalizedAlert, short_title
from alert_ingestion.domain.severity import parse_severity
from alert_ingestion.sources.payload import InvalidPayloadError, decode
from platform_contracts.vocabulary import AlertStatus, Severity

SOURCE = "alertmanager"
UNKNOWN = "unknown"

_SERVICE_LABELS = ("service", "job", "app", "namespace")
_ENVIRONMENT_LABELS = ("environment", "env", "cluster")
_LONGEST_NAME = 255


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

    alerts: Annotated[list[Alert], Meta(max_length=10_000)]
    group_key: str = ""
    receiver: str = ""
    external_url: str = msgspec.field(default="", name="externalURL")


_decoder = msgspec.json.Decoder(Webhook)


def parse(body: bytes) -> list[NormalizedAlert]:
    """The alerts of the group. Raises InvalidPayloadError."""
    webhook = decode(_decoder, body)
    return [_normalized(alert, webhook, index) for index, alert in enumerate(webhook.alerts)]


def _normalized(alert: Alert, webhook: Webhook, index: int) -> NormalizedAlert:
    labels = {name: value for name, value in alert.labels.items() if value}
    if not labels:
        raise InvalidPayloadError.field(f"alerts.{index}.labels", "are missing")
    notes = alert.annotations
    text = notes.get("summary") or notes.get("description") or notes.get("message")
    title = short_title(text or labels.get("alertname", "") or "Alert without a name")
    resolved = alert.status == "resolved"
    return NormalizedAlert(
        source=SOURCE,
        scope=SOURCE,
        fingerprint=alert.fingerprint or fingerprint.of_labels(labels),
        title=title,
        description=notes.get("description", ""),
        service=_first(labels, _SERVICE_LABELS) or UNKNOWN,
        environment=_first(labels, _ENVIRONMENT_LABELS) or "production",
        severity=parse_severity(labels.get("severity", "")) or Severity.MEDIUM,
        status=AlertStatus(alert.status),
        starts_at=_moment(alert.starts_at),
        ends_at=_moment(alert.ends_at) if resolved else None,
        team=labels.get("team"),
        labels=labels,
        annotations=notes,
        links=_links(alert, webhook),
        generator_url=_web_address(alert.generator_url),
        runbook_url=_web_address(notes.get("runbook_url", "")),
        source_group=webhook.group_key[:LONGEST_KEY] or None,
    )


def _first(labels: dict[str, str], names: tuple[str, ...]) -> str | None:
    found = next((labels[name] for name in names if labels.get(name)), None)
    return found[:_LONGEST_NAME] if found else None


def _moment(value: datetime | None) -> datetime | None:
    """None for an open end, which Alertmanager writes as the year 1."""
    if value is None or value.year <= 1:
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _links(alert: Alert, webhook: Webhook) -> tuple[dict[str, str], ...]:
    candidates = (
        ("Dashboard", alert.annotations.get("dashboard_url", "")),
        ("Alertmanager", webhook.external_url),
    )
    return tuple({"href": href, "text": text} for text, href in candidates if _web_address(href))


def _web_address(text: str) -> str | None:
    """Only addresses that a browser may follow; anything else in a payload is not a link."""
    return text if text.startswith(("http://", "https://")) and len(text) <= 2048 else None

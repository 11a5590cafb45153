"""Grafana's webhook contact point: Alertmanager's shape with values, pictures and links."""

from typing import Any

import msgspec

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.event import GroupResolved
from alert_ingestion.sources import alertmanager
from alert_ingestion.sources.payload import InvalidPayloadError, decode
from alert_ingestion.sources.reading import image, key_of, links, usual, web_address

SOURCE = "grafana"


class Alert(alertmanager.Alert, frozen=True, rename="camel"):
    """One alert; `values` is null when there was no data."""

    values: dict[str, Any] | None = None
    value_string: str = ""
    silence_url: str = msgspec.field(default="", name="silenceURL")
    dashboard_url: str = msgspec.field(default="", name="dashboardURL")
    panel_url: str = msgspec.field(default="", name="panelURL")
    image_url: str = msgspec.field(default="", name="imageURL")


class Webhook(alertmanager.Webhook, frozen=True, rename="camel"):
    """The payload."""

    alerts: list[Alert]  # pyright: ignore[reportIncompatibleVariableOverride, reportGeneralTypeIssues]
    title: str = ""
    message: str = ""
    org_id: int | None = None


_decoder = msgspec.json.Decoder(Webhook)


def parse(body: bytes) -> list[NormalizedAlert | GroupResolved]:
    """The alerts of the group, and its end. Raises InvalidPayloadError."""
    webhook = decode(_decoder, body)
    if len(webhook.alerts) > alertmanager.MOST_ALERTS:
        raise InvalidPayloadError.field("alerts", f"are more than {alertmanager.MOST_ALERTS}")
    alerts = [_normalized(alert, webhook, index) for index, alert in enumerate(webhook.alerts)]
    return [*alerts, *alertmanager.end_of_group(SOURCE, webhook)]


def _normalized(alert: Alert, webhook: Webhook, index: int) -> NormalizedAlert:
    if not any(alert.labels.values()):
        raise InvalidPayloadError.field(f"alerts.{index}.labels", "are missing")
    addresses = links(
        ("Dashboard", alert.dashboard_url),
        ("Panel", alert.panel_url),
        ("Silence", alert.silence_url),
    )
    return alertmanager.of_labels(
        alert.labels,
        alert.annotations,
        firing=alert.status == "firing",
        source=SOURCE,
        key=alert.fingerprint,
        title=webhook.title,
        description=alert.annotations.get("description") or webhook.message,
        starts_at=usual(alert.starts_at),
        ends_at=usual(alert.ends_at),
        generator_url=web_address(alert.generator_url),
        links=addresses + image(alert.image_url, "Graph"),
        source_group=key_of(webhook.group_key) or None,
        details={"values": alert.values or {}, "value_string": alert.value_string},
    )

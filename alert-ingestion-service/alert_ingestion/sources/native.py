"""Our own body: message, service, severity, and what a sender may add."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from alert_ingestion.domain import fingerprint
from alert_ingestion.domain.alert import LONGEST_KEY, LONGEST_TITLE, NormalizedAlert, short_title
from alert_ingestion.domain.severity import parse_severity
from alert_ingestion.sources.payload import InvalidPayloadError, decode
from platform_contracts.vocabulary import AlertStatus

SOURCE = "generic"
MOST_ALERTS = 10_000

Name = Annotated[str, Meta(min_length=1, max_length=255, pattern=r"^[^\s/?#\x00-\x1f]+$")]
Key = Annotated[str, Meta(min_length=1, max_length=LONGEST_KEY)]
Url = Annotated[str, Meta(max_length=2048, pattern=r"^https?://")]
Moment = Annotated[datetime, Meta(tz=True)]
Labels = Annotated[dict[str, str], Meta(max_length=256)]


class Link(Struct, forbid_unknown_fields=True, frozen=True):
    """An address to show beside the alert."""

    href: Url
    text: Annotated[str, Meta(max_length=255)] = ""


class Alert(Struct, forbid_unknown_fields=True, frozen=True):
    """The body of `POST /api/v1/alerts`, as `PostAlert` in the contracts describes it."""

    message: Annotated[str, Meta(min_length=1, max_length=65_536)]
    service: Name
    severity: Annotated[str, Meta(min_length=1, max_length=64)]
    environment: Name = "production"
    team: Name | None = None
    status: Literal["firing", "resolved"] = "firing"
    description: Annotated[str, Meta(max_length=65_536)] = ""
    labels: Labels = {}
    annotations: Labels = {}
    fingerprint: Key | None = None
    dedup_key: Key | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    links: Annotated[list[Link], Meta(max_length=50)] = []
    runbook_url: Url | None = None
    source: Annotated[str, Meta(min_length=1, max_length=255)] = SOURCE


_one = msgspec.json.Decoder(Alert)
_raw_list = msgspec.json.Decoder(list[msgspec.Raw])


def parse_one(body: bytes) -> NormalizedAlert:
    """One alert object. Raises InvalidPayloadError."""
    return _normalized(decode(_one, body))


def parse_list(body: bytes) -> list[NormalizedAlert | InvalidPayloadError]:
    """A list of alerts: each is an alert, or why it is none. Raises InvalidPayloadError."""
    entries = decode(_raw_list, body)
    if len(entries) > MOST_ALERTS:
        raise InvalidPayloadError.field("body", f"holds more than {MOST_ALERTS} alerts")
    results: list[NormalizedAlert | InvalidPayloadError] = []
    for entry in entries:
        try:
            results.append(parse_one(bytes(entry)))
        except InvalidPayloadError as error:
            results.append(error)
    return results


def parse_many(body: bytes) -> list[NormalizedAlert]:
    """An object or a list, all or nothing, for integrations. Raises InvalidPayloadError."""
    if body.lstrip()[:1] != b"[":
        return [parse_one(body)]
    alerts: list[NormalizedAlert] = []
    for index, entry in enumerate(parse_list(body)):
        if isinstance(entry, InvalidPayloadError):
            first = entry.errors[0]
            raise InvalidPayloadError.field(f"{index}.{first.field}", first.reason)
        alerts.append(entry)
    return alerts


def _normalized(alert: Alert) -> NormalizedAlert:
    severity = parse_severity(alert.severity)
    if severity is None:
        words = "critical, high, medium, low or info"
        raise InvalidPayloadError.field("severity", f"is none of {words}, nor a known alias")
    own_key = alert.fingerprint or alert.dedup_key
    if alert.starts_at and alert.ends_at and alert.ends_at < alert.starts_at:
        raise InvalidPayloadError.field("ends_at", "is before starts_at")
    title = short_title(alert.message)
    if not title:
        raise InvalidPayloadError.field("message", "is blank")
    description = alert.description
    if len(alert.message) > LONGEST_TITLE:
        description = f"{alert.message}\n\n{description}".strip()
    return NormalizedAlert(
        source=alert.source,
        scope=SOURCE,
        fingerprint=own_key
        or fingerprint.of_parts(
            alert.service, alert.environment, alert.message, labels=alert.labels
        ),
        title=title,
        description=description,
        service=alert.service,
        environment=alert.environment,
        severity=severity,
        status=AlertStatus(alert.status),
        starts_at=alert.starts_at,
        ends_at=alert.ends_at,
        team=alert.team,
        labels=alert.labels,
        annotations=alert.annotations,
        links=tuple({"href": link.href, "text": link.text} for link in alert.links),
        runbook_url=alert.runbook_url,
        source_group=own_key,
    )

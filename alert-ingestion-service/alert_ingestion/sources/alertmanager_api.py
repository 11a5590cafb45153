"""`POST /api/v2/alerts` of Alertmanager's API, as Prometheus and amtool use it.

`endsAt` of a firing alert lies in the future: it resolves by itself then. Times of the year 1 are
as good as absent. One bad alert does not spoil the others; the refusals read as Alertmanager's.
"""

import re
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.sources.alertmanager import MOST_ALERTS, of_labels
from alert_ingestion.sources.payload import InvalidPayloadError, decode
from alert_ingestion.sources.reading import usual, web_address

_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*", re.ASCII)


class Alert(Struct, frozen=True, rename="camel"):
    """One posted alert."""

    labels: dict[str, str]
    annotations: dict[str, str] = {}
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    generator_url: str = msgspec.field(default="", name="generatorURL")


class MissingLabelsError(InvalidPayloadError):
    """An entry has no labels at all, which Alertmanager answers in another way."""


_entries = msgspec.json.Decoder(list[dict[str, Any]])


def parse(body: bytes) -> tuple[list[NormalizedAlert], list[str]]:
    """The good alerts, and why each of the others is refused.

    Raises InvalidPayloadError where Alertmanager refuses the whole request.
    """
    entries = decode(_entries, body)
    if len(entries) > MOST_ALERTS:
        raise InvalidPayloadError.field("body", f"holds more than {MOST_ALERTS} alerts")
    posted = [_read(entry, index) for index, entry in enumerate(entries)]
    good: list[NormalizedAlert] = []
    refusals: list[str] = []
    for alert in posted:
        fault = _fault(alert)
        if fault:
            refusals.append(fault)
        else:
            good.append(_normalized(alert))
    return good, refusals


def _read(entry: dict[str, Any], index: int) -> Alert:
    if entry.get("labels") is None:
        raise MissingLabelsError.field(f"{index}.labels", "in body is required")
    given = {name: value for name, value in entry.items() if value is not None}
    try:
        return msgspec.convert(given, Alert)
    except msgspec.ValidationError as error:
        raise InvalidPayloadError.field(str(index), str(error)) from None


def _fault(alert: Alert) -> str:
    """What Alertmanager says of a bad alert; empty for a good one."""
    labels = {name: value for name, value in alert.labels.items() if value}
    starts, ends = usual(alert.starts_at), usual(alert.ends_at)
    if starts and ends and ends < starts:
        return "start time must be before end time"
    if not labels:
        return "at least one label pair required"
    for kind, names in (("label set", labels), ("annotations", alert.annotations)):
        for name in names:
            if not _NAME.fullmatch(name):
                return f'invalid {kind}: invalid name "{name}"'
    return ""


def _normalized(alert: Alert) -> NormalizedAlert:
    starts, ends = usual(alert.starts_at), usual(alert.ends_at)
    return of_labels(
        alert.labels,
        alert.annotations,
        firing=True,
        starts_at=starts or ends,
        expires_at=ends,
        generator_url=web_address(alert.generator_url),
    )

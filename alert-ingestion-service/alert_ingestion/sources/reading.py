"""Reading foreign payloads: what cannot be used is left out, no alert is lost by a detail."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, cast

import msgspec

from alert_ingestion.domain.alert import LONGEST_KEY, NormalizedAlert, short_title
from alert_ingestion.sources.payload import InvalidPayloadError, decode
from platform_contracts.vocabulary import AlertStatus, Severity

UNKNOWN: Final = "unknown"
PRODUCTION: Final = "production"
LONGEST_TEXT: Final = 65_536
LONGEST_NAME: Final = 255
LONGEST_LABEL: Final = 4096
MOST_LABELS: Final = 256
SERVICE_LABELS: Final = ("service", "job", "app", "namespace")
ENVIRONMENT_LABELS: Final = ("environment", "env", "cluster")

_object = msgspec.json.Decoder(dict[str, Any])
_encode = msgspec.json.Encoder().encode
_RUNBOOK = re.compile(r"runbook(?:_url)?\W{1,8}(https?://[^\s\"'<>\\]{1,2000})", re.IGNORECASE)
_EARLIEST, _LATEST = 1970, 9000


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises InvalidPayloadError."""
    return decode(_object, body)


def part(document: Mapping[str, Any], *path: str) -> dict[str, Any]:
    """The object at a path, empty where there is none."""
    here: Any = document
    for name in path:
        here = cast("Any", here).get(name) if isinstance(here, dict) else None
    return cast("dict[str, Any]", here) if isinstance(here, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; anything else in it is left out."""
    if not isinstance(value, list):
        return []
    items = cast("list[Any]", value)
    return [cast("dict[str, Any]", item) for item in items if isinstance(item, dict)]


def text(value: Any, longest: int = LONGEST_TEXT) -> str:
    """A value as text: numbers and flags as they are written, objects as JSON, nothing as ''."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value[:longest]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)[:longest]
    return _encode(value).decode()[:longest]


def first_text(*values: Any) -> str:
    """The first of the values that is not empty, as text without spaces around it."""
    return next((found for value in values if (found := text(value).strip())), "")


def required(document: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that is there. Raises InvalidPayloadError naming the first."""
    found = first_text(*(document.get(name) for name in names))
    if not found:
        raise InvalidPayloadError.field(names[0], "is missing")
    return found


def label_map(*parts: Mapping[str, Any]) -> dict[str, str]:
    """Labels of the parts, later ones winning; empty values are left out."""
    merged = {
        str(name)[:LONGEST_NAME]: shown
        for values in parts
        for name, value in values.items()
        if name and (shown := text(value, LONGEST_LABEL))
    }
    return dict(list(merged.items())[:MOST_LABELS])


def tag_labels(tags: Iterable[str]) -> dict[str, str]:
    """Labels of tags like `env:prod` or `env=prod`; a tag without a value is left out."""
    pairs = (re.split(r"[:=]", tag.strip(), maxsplit=1) for tag in tags)
    return label_map({pair[0].strip(): pair[1].strip() for pair in pairs if len(pair) == 2})


def moment(value: Any) -> datetime | None:
    """A time in any usual spelling (RFC 3339, seconds or milliseconds since 1970), or None."""
    if isinstance(value, str):
        value = value.strip()
        if value.isdigit():
            value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = value / 1000 if abs(value) > 100_000_000_000 else value
    try:
        found = msgspec.convert(value, datetime, strict=False)
    except (msgspec.ValidationError, OverflowError, ValueError):
        return None
    return usual(found)


def usual(found: datetime | None) -> datetime | None:
    """An aware moment that every program can hold; None for year 1 and other zero values."""
    if found is None or not _EARLIEST <= found.year <= _LATEST:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def web_address(value: Any) -> str | None:
    """Only addresses that a browser may follow; anything else in a payload is not a link."""
    if not isinstance(value, str):
        return None
    address = value.strip()
    return address if address.startswith(("http://", "https://")) and len(address) <= 2048 else None


def links(*candidates: tuple[str, Any]) -> tuple[dict[str, str], ...]:
    """Links of (text, address) where the address can be followed."""
    return tuple(
        {"href": address, "text": name[:LONGEST_NAME]}
        for name, candidate in candidates
        if (address := web_address(candidate))
    )[:50]


def image(address: Any, name: str = "") -> tuple[dict[str, str], ...]:
    """A picture to show beside the alert."""
    return tuple({**link, "kind": "image"} for link in links((name, address)))


def runbook_in(*values: Any) -> str | None:
    """The address of a runbook that a text speaks of."""
    for value in values:
        found = _RUNBOOK.search(text(value)) if value else None
        if found:
            return web_address(found[1].rstrip(".,;)\\"))
    return None


def first_label(labels: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    """The first of these labels that is there."""
    found = next((labels[name] for name in names if labels.get(name)), None)
    return found[:LONGEST_NAME] if found else None


def key_of(value: str) -> str:
    """A key that fits: itself, or the hash of one that is too long."""
    if len(value) <= LONGEST_KEY:
        return value
    return hashlib.sha256(value.encode()).hexdigest()


def make_alert(
    source: str,
    key: str,
    title: str,
    severity: Severity | None,
    *,
    firing: bool,
    labels: Mapping[str, str] | None = None,
    service: str | None = None,
    environment: str | None = None,
    **more: Any,
) -> NormalizedAlert:
    """An alert of one key, which is also the sender's group; what is missing gets its default.

    `more` are further fields of NormalizedAlert. Service and environment fall back to labels.
    """
    labels = dict(labels or {})
    key = key_of(key)
    more["description"] = text(more.get("description"))
    more.setdefault("source_group", key)
    more.setdefault("team", first_label(labels, ("team",)))
    if firing:
        more.pop("ends_at", None)
    return NormalizedAlert(
        source=source,
        scope=source,
        fingerprint=key,
        title=short_title(title) or short_title(key) or "Alert without a name",
        service=text(service, LONGEST_NAME) or first_label(labels, SERVICE_LABELS) or UNKNOWN,
        environment=text(environment, LONGEST_NAME)
        or first_label(labels, ENVIRONMENT_LABELS)
        or PRODUCTION,
        severity=severity or Severity.MEDIUM,
        status=AlertStatus.FIRING if firing else AlertStatus.RESOLVED,
        labels=labels,
        **more,
    )

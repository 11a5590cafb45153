"""Datadog's webhook with the template of docs/integrations.md; other usual names work too."""

import re
from typing import Final

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.severity import parse_severity
from alert_ingestion.sources.reading import (
    first_text,
    label_map,
    links,
    make_alert,
    moment,
    read_object,
    required,
    runbook_in,
    tag_labels,
    text,
)
from platform_contracts.vocabulary import Severity

SOURCE = "datadog"
_STATES = "Triggered|Re-Triggered|Recovered|Warn|Re-Warn|No Data|Re-No Data|Renotify"
_PREFIX = re.compile(rf"^\[(?:{_STATES})(?: on [^\]]*)?\]\s*", re.IGNORECASE)
_KINDS: Final = {"error": Severity.HIGH, "warning": Severity.MEDIUM, "success": Severity.INFO}


def parse(body: bytes) -> list[NormalizedAlert]:
    """One transition of a monitor. An unset variable arrives as its name, `$HOSTNAME`."""
    document = {
        name: "" if isinstance(value, str) and re.fullmatch(r"\$[A-Z_]+", value) else value
        for name, value in read_object(body).items()
    }
    title = required(document, "title", "event_title", "msg_title")
    transition = first_text(document.get("transition"), document.get("alert_transition")).lower()
    tags = [tag for tag in text(document.get("tags")).split(",") if tag.strip()]
    labels = label_map(tag_labels(tags), {"host": document.get("host") or document.get("hostname")})
    severity = parse_severity(first_text(document.get("priority"), document.get("alert_priority")))
    if severity is None:
        severity = _KINDS.get(text(document.get("alert_type")).lower())
    if transition.endswith("warn") and (severity is None or severity.rank < Severity.MEDIUM.rank):
        severity = Severity.MEDIUM
    message = text(document.get("body")).replace("%%%", "").strip()
    when = moment(document.get("date")) or moment(document.get("last_updated"))
    return [
        make_alert(
            SOURCE,
            first_text(
                document.get("alert_cycle_key"),
                document.get("aggreg_key"),
                f"{text(document.get('alert_id'))} {text(document.get('alert_scope'))}",
                title,
            ),
            _PREFIX.sub("", title),
            severity or Severity.HIGH,
            firing=transition != "recovered",
            labels=labels,
            description=message,
            starts_at=when,
            ends_at=when,
            tags=tuple(tag.strip()[:100] for tag in tags[:50]),
            links=links(("Datadog", document.get("link"))),
            details={"alert_id": text(document.get("alert_id"), 255), "transition": transition},
            runbook_url=runbook_in(message),
        )
    ]

"""Grafana OnCall's formatted webhook: alert_uid, title, state (alerting or ok), message."""

import hashlib

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.severity import parse_severity
from alert_ingestion.sources.reading import (
    first_text,
    image,
    links,
    make_alert,
    read_object,
    runbook_in,
    text,
)

SOURCE = "oncall-webhook"


def parse(body: bytes) -> list[NormalizedAlert]:
    """One alert; without `alert_uid` its title is the key."""
    document = read_object(body)
    title = first_text(document.get("title"), document.get("message"), "Alert")
    key = first_text(document.get("alert_uid")) or hashlib.sha256(title.encode()).hexdigest()[:32]
    details = "link_to_upstream_details"
    return [
        make_alert(
            SOURCE,
            key,
            title,
            parse_severity(first_text(document.get("severity"))),
            firing=text(document.get("state")).lower() not in ("ok", "resolved"),
            service=first_text(document.get("service")),
            description=text(document.get("message")),
            links=links(("Details", document.get(details))) + image(document.get("image_url")),
            runbook_url=runbook_in(document.get("message")),
        )
    ]

"""VictorOps' (Splunk On-Call's) REST endpoint: `message_type` and `entity_id`."""

from typing import Final
from uuid import uuid4

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.event import Reply, ReplyAction
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.sources.reading import (
    first_text,
    label_map,
    links,
    make_alert,
    moment,
    read_object,
    runbook_in,
    text,
)
from platform_contracts.vocabulary import Severity

SOURCE = "victorops"
_SEVERITIES: Final = {
    "CRITICAL": Severity.CRITICAL,
    "WARNING": Severity.MEDIUM,
    "INFO": Severity.INFO,
}
_OVER = ("RECOVERY", "RESOLVED", "OK")
_ACKNOWLEDGED = ("ACKNOWLEDGEMENT", "ACKNOWLEDGED", "ACK")
_KNOWN = frozenset(
    (
        *("message_type", "entity_id", "entity_display_name", "state_message"),
        *("state_start_time", "timestamp"),
    )
)


def parse(body: bytes) -> list[NormalizedAlert | Reply]:
    """One message. Raises InvalidPayloadError without a known `message_type`."""
    document = read_object(body)
    kind = text(document.get("message_type")).strip().upper()
    if kind not in (*_SEVERITIES, *_OVER, *_ACKNOWLEDGED):
        raise InvalidPayloadError.field("message_type", "is missing or not known")
    entity = first_text(document.get("entity_id")) or uuid4().hex
    message = text(document.get("state_message"))
    if kind in _ACKNOWLEDGED:
        by = first_text(document.get("ack_author"))[:255]
        return [Reply(SOURCE, SOURCE, entity[:512], ReplyAction.ACKNOWLEDGE, by=by, note=message)]
    tool = document.get("monitoring_tool")
    labels = label_map({"monitoring_tool": tool, "host": document.get("host_name")})
    return [
        make_alert(
            SOURCE,
            entity,
            first_text(document.get("entity_display_name"), entity),
            _SEVERITIES.get(kind),
            firing=kind not in _OVER,
            labels=labels,
            service=first_text(document.get("service")),
            description=message,
            starts_at=moment(document.get("state_start_time")),
            details={name: value for name, value in document.items() if name not in _KNOWN},
            links=links(("Alert", document.get("alert_url"))),
            runbook_url=runbook_in(message),
        )
    ]

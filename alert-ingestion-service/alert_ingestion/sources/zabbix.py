"""Zabbix, by the media type of monitoring/zabbix: event id, value 1 or 0, severity 0 to 5."""

from typing import Final

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.event import Reply, ReplyAction
from alert_ingestion.sources.reading import (
    first_text,
    label_map,
    links,
    make_alert,
    moment,
    objects,
    read_object,
    required,
    text,
)
from platform_contracts.vocabulary import Severity

SOURCE = "zabbix"
_SEVERITIES: Final = {
    "5": Severity.CRITICAL,
    "4": Severity.HIGH,
    "3": Severity.MEDIUM,
    "2": Severity.LOW,
    "1": Severity.INFO,
    "0": Severity.INFO,
}


def parse(body: bytes) -> list[NormalizedAlert | Reply]:
    """A problem, its recovery, or an update of it: an acknowledgement is a reply."""
    document = read_object(body)
    event = required(document, "event_id")
    value = first_text(document.get("event_value"))
    acknowledged = text(document.get("ack_status")).lower() in ("yes", "1", "true")
    if first_text(document.get("update_status")) == "1" and value != "0" and acknowledged:
        by, note = text(document.get("user"), 255), text(document.get("message"))
        return [Reply(SOURCE, SOURCE, event[:512], ReplyAction.ACKNOWLEDGE, by=by, note=note)]
    tags = {text(tag.get("tag"), 255): tag.get("value") for tag in objects(document.get("tags"))}
    host = first_text(document.get("host"))
    return [
        make_alert(
            SOURCE,
            event,
            first_text(document.get("event_name"), document.get("subject"), event),
            _SEVERITIES.get(first_text(document.get("severity"))),
            firing=value != "0",
            labels=label_map(tags, {"host": host, "trigger_id": document.get("trigger_id")}),
            service=first_text(tags.get("service"), host),
            description=text(document.get("message")),
            starts_at=moment(document.get("timestamp")),
            links=links(("Zabbix", document.get("trigger_url"))),
        )
    ]

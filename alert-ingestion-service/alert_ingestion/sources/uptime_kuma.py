"""Uptime Kuma's webhook: heartbeat.status 0 is down, 1 is up. Its test message has no heartbeat."""

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.sources.reading import (
    first_text,
    label_map,
    links,
    make_alert,
    moment,
    part,
    read_object,
    text,
)
from platform_contracts.vocabulary import Severity

SOURCE = "uptime-kuma"


def parse(body: bytes) -> list[NormalizedAlert]:
    """A monitor that went down or came back; nothing for a test message."""
    document = read_object(body)
    heartbeat, monitor = part(document, "heartbeat"), part(document, "monitor")
    monitor_id = first_text(heartbeat.get("monitorID"), monitor.get("id"))
    if not heartbeat or not monitor_id:
        return []
    status = first_text(heartbeat.get("status"))
    if status not in ("0", "1"):  # pending and maintenance are no alerts
        return []
    when, name = moment(heartbeat.get("time")), first_text(monitor.get("name"))
    return [
        make_alert(
            SOURCE,
            monitor_id,
            first_text(document.get("msg"), name),
            Severity.HIGH,
            firing=status == "0",
            labels=label_map({"monitor": name, "type": monitor.get("type")}),
            service=name,
            description=text(heartbeat.get("msg")),
            starts_at=when,
            ends_at=when,
            links=links((name or "Monitor", monitor.get("url"))),
        )
    ]

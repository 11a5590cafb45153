"""Site24x7's webhook, as GoAlert takes it: STATUS is DOWN, TROUBLE, CRITICAL or UP."""

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.sources.reading import (
    first_text,
    label_map,
    links,
    make_alert,
    read_object,
    required,
)
from platform_contracts.vocabulary import Severity

SOURCE = "site24x7"
_SEVERITIES = {"DOWN": Severity.CRITICAL, "CRITICAL": Severity.CRITICAL, "TROUBLE": Severity.HIGH}


def parse(body: bytes) -> list[NormalizedAlert]:
    """One monitor's change of state."""
    document = read_object(body)
    name = required(document, "MONITORNAME")
    status = first_text(document.get("STATUS")).upper()
    reason = first_text(document.get("INCIDENT_REASON"))
    return [
        make_alert(
            SOURCE,
            first_text(document.get("MONITOR_ID"), name),
            f"{name} is {status or 'DOWN'}",
            _SEVERITIES.get(status, Severity.HIGH),
            firing=status != "UP",
            labels=label_map({"monitor": name, "type": document.get("MONITORTYPE")}),
            description=reason,
            links=links(("Monitor", document.get("MONITORURL"))),
        )
    ]

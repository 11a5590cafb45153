"""A CloudWatch alarm, alone or inside of an SNS notification."""

from typing import Any, Final

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.severity import parse_severity
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.sources.reading import (
    first_text,
    label_map,
    make_alert,
    moment,
    objects,
    part,
    read_object,
    required,
    runbook_in,
    text,
)
from platform_contracts.vocabulary import Severity

SOURCE = "cloudwatch"
_STATES: Final = {
    "ALARM": Severity.HIGH,
    "INSUFFICIENT_DATA": Severity.LOW,
    "OK": Severity.INFO,
}


def parse(body: bytes) -> list[NormalizedAlert]:
    """An alarm posted as it is."""
    return alarm(read_object(body))


def alarm(document: dict[str, Any], topic: str = "") -> list[NormalizedAlert]:
    """One alarm's change of state; a tag or description word raises it to critical."""
    name = required(document, "AlarmName")
    state = first_text(document.get("NewStateValue")).upper()
    if state not in _STATES:
        raise InvalidPayloadError.field("NewStateValue", f"must be one of {', '.join(_STATES)}")
    trigger, tags = part(document, "Trigger"), part(document, "Tags")
    account, region = text(document.get("AWSAccountId")), text(document.get("Region"))
    dimensions = {
        text(d.get("name"), 255): d.get("value") for d in objects(trigger.get("Dimensions"))
    }
    labels = label_map(
        dimensions,
        tags,
        {
            "alertname": name,
            "account": account,
            "region": region,
            "namespace": trigger.get("Namespace"),
            "metric": trigger.get("MetricName"),
            "topic": topic,
        },
    )
    severity = parse_severity(first_text(tags.get("severity"), tags.get("Severity")))
    description = text(document.get("AlarmDescription"))
    return [
        make_alert(
            SOURCE,
            first_text(document.get("AlarmArn")) or "/".join((account, region, name)),
            name,
            severity if severity and state == "ALARM" else _STATES[state],
            firing=state != "OK",
            labels=labels,
            service=first_text(tags.get("service"), tags.get("Service"), trigger.get("Namespace")),
            description="\n\n".join(
                part for part in (text(document.get("NewStateReason")), description) if part
            ),
            starts_at=moment(document.get("StateChangeTime")),
            ends_at=moment(document.get("StateChangeTime")),
            details={"trigger": trigger, "old_state": text(document.get("OldStateValue"))},
            runbook_url=runbook_in(description),
        )
    ]

"""Azure Monitor's common alert schema."""

from typing import Final

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.sources.reading import (
    first_text,
    label_map,
    links,
    make_alert,
    moment,
    part,
    read_object,
    required,
    text,
)
from platform_contracts.vocabulary import Severity

SOURCE = "azure"
_SEVERITIES: Final = {
    "Sev0": Severity.CRITICAL,
    "Sev1": Severity.HIGH,
    "Sev2": Severity.MEDIUM,
    "Sev3": Severity.LOW,
    "Sev4": Severity.INFO,
}


def parse(body: bytes) -> list[NormalizedAlert]:
    """One alert, fired or resolved."""
    document = read_object(body)
    essentials = part(document, "data", "essentials")
    if not essentials:
        raise InvalidPayloadError.field("data.essentials", "is missing")
    targets = essentials.get("alertTargetIDs")
    target = text(targets[0]) if isinstance(targets, list) and targets else ""  # pyright: ignore[reportUnknownArgumentType]
    condition = first_text(essentials.get("monitorCondition"))
    labels = {
        "alertname": essentials.get("alertRule"),
        "resource": target.rpartition("/")[2],
        "resource_id": target,
        "signal": essentials.get("signalType"),
        "monitor": essentials.get("monitoringService"),
    }
    custom = part(document, "data", "customProperties")
    return [
        make_alert(
            SOURCE,
            required(essentials, "alertId", "originAlertId"),
            first_text(essentials.get("alertRule"), essentials.get("description")),
            _SEVERITIES.get(text(essentials.get("severity"))),
            firing=condition != "Resolved",
            labels=label_map(custom, labels),
            service=first_text(custom.get("service"), labels["resource"]),
            description=text(essentials.get("description")),
            starts_at=moment(essentials.get("firedDateTime")),
            ends_at=moment(essentials.get("resolvedDateTime")),
            details=part(document, "data", "alertContext"),
            links=links(("Azure", essentials.get("investigationLink"))),
        )
    ]

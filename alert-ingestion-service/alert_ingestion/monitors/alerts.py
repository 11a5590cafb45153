"""The alert of a monitor that sees an anomaly."""

from datetime import datetime
from typing import Any, Final

from alert_ingestion.domain.alert import NormalizedAlert, short_title
from alert_ingestion.domain.event import Sender
from alert_ingestion.monitors.models import MonitorRow
from platform_contracts.vocabulary import AlertStatus, Severity

SOURCE: Final = "monitor"
SENDER: Final = Sender(scope=SOURCE)


def alert_of(row: MonitorRow, status: AlertStatus) -> NormalizedAlert:
    """The alert of an anomaly with the samples that show it, or its end."""
    firing = status is AlertStatus.FIRING
    breaching = next((sample for sample in row.samples if sample["breached"]), None)
    shown = [_told(query, breaching) for query in row.queries if _is_breached(query, breaching)]
    return NormalizedAlert(
        source=SOURCE,
        scope=SOURCE,
        fingerprint=str(row.id),
        title=short_title(f"{row.name}: {', '.join(shown) or 'back within its limits'}"),
        service=row.service,
        environment=row.environment,
        severity=Severity(row.severity),
        status=status,
        starts_at=_moment(breaching) if firing else None,
        ends_at=_moment(row.samples[-1]) if row.samples and not firing else None,
        team=row.team,
        labels={"alertname": "MonitorAnomaly", "monitor": row.name},
        annotations={query["name"]: query["query"] for query in row.queries},
        details={"samples": row.samples},
    )


def _is_breached(query: dict[str, Any], sample: dict[str, Any] | None) -> bool:
    return sample is not None and query["name"] in sample["breached"]


def _told(query: dict[str, Any], sample: dict[str, Any] | None) -> str:
    value = sample["values"].get(query["name"]) if sample else None
    return f"{query['name']} {query['query']} is {value:g}, limit {query['threshold']:g}"


def _moment(sample: dict[str, Any] | None) -> datetime | None:
    return datetime.fromisoformat(sample["at"]) if sample else None

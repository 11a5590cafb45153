"""Request bodies, one JSON document a line: the same alerts in each server's own form."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

SERVICES = 200
_SEVERITIES = ("critical", "high", "medium", "low")
_NOW = datetime.now(UTC).replace(microsecond=0)
_TEXT = (
    "p99 latency above its objective for five minutes: connection pool exhausted, retries rising, "
    "queue depth {depth}; look at the primary database and at the last deployment"
)


def _alert(number: int, population: str) -> dict[str, Any]:
    service = f"svc-{number % SERVICES:03d}"
    environment = "staging" if (number // SERVICES) % 8 == 7 else "production"
    fingerprint = blake2b(f"{population}{number}".encode(), digest_size=8).hexdigest()
    severity = _SEVERITIES[number % 4]
    return {
        "fingerprint": fingerprint,
        "service": service,
        "environment": environment,
        "severity": severity,
        "text": _TEXT.format(depth=number % 977),
        "labels": {
            "alertname": f"HighLatency{number % 17}",
            "service": service,
            "environment": environment,
            "severity": severity,
            "instance": f"10.{number % 7}.{(number >> 3) % 250}.{number % 251}:9100",
            "job": "node",
            "cluster": "eu-1",
            "uid": fingerprint,
        },
    }


def native(alert: dict[str, Any]) -> Any:
    """Our own body; the naive service takes the same."""
    own = ("fingerprint", "service", "environment", "severity", "labels")
    times = {"starts_at": _NOW.isoformat(), "message": alert["text"]}
    return {name: alert[name] for name in own} | times


def alertmanager(alert: dict[str, Any]) -> Any:
    """One alert of `POST /api/v2/alerts`."""
    return {
        "labels": alert["labels"],
        "annotations": {"summary": alert["text"]},
        "startsAt": _NOW.isoformat(),
        "endsAt": (_NOW + timedelta(hours=4)).isoformat(),
    }


def webhook(alert: dict[str, Any]) -> Any:
    """One alert of Alertmanager's webhook."""
    return alertmanager(alert) | {
        "status": "firing",
        "fingerprint": alert["fingerprint"],
        "endsAt": "0001-01-01T00:00:00Z",
    }


def alerta(alert: dict[str, Any]) -> Any:
    """Alerta's body of `POST /alert`."""
    words = {"critical": "critical", "high": "major", "medium": "minor", "low": "warning"}
    production = alert["environment"] == "production"
    return {
        "resource": f"{alert['labels']['instance']}/{alert['fingerprint']}",
        "event": alert["labels"]["alertname"],
        "service": [alert["service"]],
        "environment": "Production" if production else "Development",
        "severity": words[alert["severity"]],
        "text": alert["text"],
        "group": "Performance",
        "origin": "prometheus/eu-1",
        "tags": [f"{name}={value}" for name, value in alert["labels"].items()],
    }


def write(path: Path, count: int, form: Callable[[dict[str, Any]], Any], population: str) -> Path:
    """`count` bodies of one alert each."""
    with path.open("w") as file:
        for number in range(count):
            file.write(json.dumps(form(_alert(number, population))) + "\n")
    return path


def write_webhooks(path: Path, count: int, size: int, population: str) -> Path:
    """`count` webhooks of `size` alerts each."""
    alerts = (webhook(_alert(number, population)) for number in range(count * size))
    with path.open("w") as file:
        for group in _portions(alerts, size):
            body = {"version": "4", "status": "firing", "groupKey": "{}:{}", "receiver": "bench"}
            file.write(json.dumps(body | {"alerts": group}) + "\n")
    return path


def write_lists(path: Path, count: int, size: int, population: str) -> Path:
    """`count` lists of `size` alerts for Alertmanager's API."""
    alerts = (alertmanager(_alert(number, population)) for number in range(count * size))
    with path.open("w") as file:
        for group in _portions(alerts, size):
            file.write(json.dumps(group) + "\n")
    return path


def _portions(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while portion := list(islice(items, size)):
        yield portion

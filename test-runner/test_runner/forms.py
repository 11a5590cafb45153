"""One alert in the words of four senders, and how each of them says that it is over. Pure."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote

from platform_contracts.alerts import PostAlert
from platform_contracts.base import iso
from platform_contracts.vocabulary import AlertStatus, Severity
from test_runner.scenarios import SOURCE

KEY_SHOWN: Final = "(integration key)"
_NOT_OVER: Final = "0001-01-01T00:00:00Z"
_PAGERDUTY: Final = {
    Severity.CRITICAL: "critical",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "info",
    Severity.INFO: "info",
}
_OPSGENIE: Final = {severity: f"P{severity.rank + 1}" for severity in Severity}
_LONGEST_MESSAGE: Final = 130  # Opsgenie's


class Form(StrEnum):
    """Whose words an alert is sent in. PagerDuty's and Opsgenie's need an integration's key."""

    NATIVE = "native"
    ALERTMANAGER = "alertmanager"
    PAGERDUTY = "pagerduty"
    OPSGENIE = "opsgenie"

    @property
    def needs_key(self) -> bool:
        """Whether the platform takes it from integrations only."""
        return self in (Form.PAGERDUTY, Form.OPSGENIE)


@dataclass(frozen=True)
class Outgoing:
    """A request to alert-ingestion. `with_token`: it carries the test runner's own token."""

    path: str
    body: Any
    headers: dict[str, str] = field(default_factory=dict[str, str])
    with_token: bool = True


@dataclass(frozen=True)
class Firing:
    """An alert by which its sender can end it again. `key` is its identity in that form."""

    form: Form
    key: str
    title: str
    service: str
    severity: str
    environment: str
    labels: dict[str, str] = field(default_factory=dict[str, str], hash=False)


def identity(form: Form, alert: PostAlert) -> Firing:
    """How the alert is known in a form; the key of an alert without one is made from its text."""
    key = alert.dedup_key or alert.fingerprint or f"{SOURCE}/{_digest(alert.message)}"
    if form is Form.ALERTMANAGER:
        key = _digest(key)
    elif form.needs_key:  # one integration may be the sender of both
        key = f"{key}@{form}"
    return Firing(
        form, key, alert.message, alert.service, alert.severity, alert.environment, alert.labels
    )


def fire(form: Form, alert: PostAlert, key: str, now: datetime | None = None) -> Outgoing:
    """The request that says the alert fires. `key`: that of the integration."""
    at = iso(now or datetime.now(UTC))
    known = identity(form, alert)
    match form:
        case Form.NATIVE:
            return Outgoing("/api/v1/alerts", alert.model_dump(mode="json", exclude_unset=True))
        case Form.ALERTMANAGER:
            return _webhook(known, alert.description, "firing", at)
        case Form.PAGERDUTY:
            event = {
                "routing_key": key,
                "event_action": "trigger",
                "dedup_key": known.key,
                "client": SOURCE,
                "payload": _pagerduty_payload(alert),
            }
            return Outgoing("/v2/enqueue", event, with_token=False)
        case Form.OPSGENIE:
            return Outgoing("/v2/alerts", _opsgenie(known, alert), _genie(key), with_token=False)


def resolve(known: Firing, key: str, now: datetime | None = None) -> Outgoing:
    """The request that says it is over."""
    match known.form:
        case Form.NATIVE:
            body = {
                "message": known.title,
                "service": known.service,
                "severity": known.severity,
                "environment": known.environment,
                "labels": known.labels,
                "fingerprint": known.key,
                "status": AlertStatus.RESOLVED.value,
            }
            return Outgoing("/api/v1/alerts", body)
        case Form.ALERTMANAGER:
            return _webhook(known, "", "resolved", iso(now or datetime.now(UTC)))
        case Form.PAGERDUTY:
            event = {"routing_key": key, "event_action": "resolve", "dedup_key": known.key}
            return Outgoing("/v2/enqueue", event, with_token=False)
        case Form.OPSGENIE:
            path = f"/v2/alerts/{quote(known.key, safe='')}/close?identifierType=alias"
            return Outgoing(path, {"source": SOURCE}, _genie(key), with_token=False)


def _webhook(known: Firing, description: str, status: str, at: str) -> Outgoing:
    """Alertmanager's webhook, version 4, with a group of one."""
    name = known.labels.get("alertname") or known.labels.get("scenario") or "TestRunner"
    labels = {
        **known.labels,
        "alertname": name,
        "service": known.service,
        "severity": known.severity,
        "environment": known.environment,
    }
    annotations = {"summary": known.title, "description": description}
    alert = {
        "status": status,
        "labels": labels,
        "annotations": annotations,
        "startsAt": at,
        "endsAt": at if status == "resolved" else _NOT_OVER,
        "generatorURL": "",
        "fingerprint": known.key,
    }
    if status == "resolved":
        del alert["startsAt"]
    body = {
        "version": "4",
        "groupKey": f'{{}}:{{alertname="{name}", key="{known.key}"}}',
        "status": status,
        "receiver": SOURCE,
        "groupLabels": {"alertname": name},
        "commonLabels": labels,
        "commonAnnotations": annotations,
        "externalURL": "",
        "truncatedAlerts": 0,
        "alerts": [alert],
    }
    return Outgoing("/api/v1/webhooks/alertmanager", body)


def _pagerduty_payload(alert: PostAlert) -> dict[str, Any]:
    details = {**alert.labels, "service": alert.service, "description": alert.description}
    return {
        "summary": alert.message[:1024],
        "source": alert.labels.get("node", alert.service),
        "severity": _PAGERDUTY.get(Severity(alert.severity), "warning"),
        "component": alert.service,
        "class": alert.labels.get("alertname", alert.labels.get("scenario", SOURCE)),
        "custom_details": details,
    }


def _opsgenie(known: Firing, alert: PostAlert) -> dict[str, Any]:
    details = {**alert.labels, "service": alert.service, "environment": alert.environment}
    return {
        "message": alert.message[:_LONGEST_MESSAGE],
        "alias": known.key,
        "description": alert.description,
        "priority": _OPSGENIE.get(Severity(alert.severity), "P3"),
        "entity": alert.service,
        "source": SOURCE,
        "tags": [SOURCE],
        "details": details,
    }


def _genie(key: str) -> dict[str, str]:
    return {"authorization": f"GenieKey {key}"}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]

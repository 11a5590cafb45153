"""One good request for every wire, and how it is refused: what each client knows."""

from dataclasses import dataclass, field
from typing import Any

KEY = "e93facc04764012d7bfb002500d5d1a6"


@dataclass(frozen=True)
class Sample:
    """A request of one wire; `taken` is its success, `refused` its answer to nonsense."""

    path: str
    body: Any
    taken: int
    refused: int
    source: str
    headers: dict[str, str] = field(default_factory=dict[str, str])


ALERT = {"service": "shop", "severity": "critical", "message": "Error rate above 5 %"}
GROUP = {
    "version": "4",
    "status": "firing",
    "groupKey": "{}:{}",
    "alerts": [{"status": "firing", "labels": {"alertname": "Disk"}, "fingerprint": "ab"}],
}
GRAFANA = {**GROUP, "version": "1", "orgId": 1, "title": "Disk"}
EVENT = {
    "routing_key": KEY,
    "event_action": "trigger",
    "dedup_key": "k",
    "payload": {"summary": "Disk", "source": "db-1", "severity": "error"},
}
CHANGE = {"routing_key": KEY, "payload": {"summary": "Deploy 42"}}
VERSION_1 = {"service_key": KEY, "event_type": "trigger", "description": "Disk"}
VICTOROPS = {"message_type": "CRITICAL", "entity_id": "disk"}
OPSGENIE = {"message": "Disk", "alias": "db-1/disk"}
SITE24X7 = {"MONITORNAME": "shop", "STATUS": "DOWN"}
GENIE = {"authorization": f"GenieKey {KEY}"}

NATIVE = [
    Sample("/api/v1/alerts", ALERT, 201, 422, "generic"),
    Sample("/alerts", GROUP, 200, 422, "alertmanager"),
    Sample("/api/v1/webhooks/alertmanager", GROUP, 200, 422, "alertmanager"),
    Sample("/api/v2/alerts", [{"labels": {"a": "b"}}], 200, 400, "alertmanager"),
    Sample("/v2/enqueue", EVENT, 202, 400, "pagerduty"),
    Sample("/v2/change/enqueue", CHANGE, 202, 400, "pagerduty"),
    Sample("/generic/2010-04-15/create_event.json", VERSION_1, 200, 400, "pagerduty"),
    Sample("/v2/alerts", OPSGENIE, 202, 422, "opsgenie", GENIE),
    Sample("/jsm/ops/integration/v2/alerts", OPSGENIE, 202, 422, "opsgenie", GENIE),
    Sample("/v2/alerts/x/acknowledge?identifierType=alias", {}, 202, 422, "opsgenie", GENIE),
    Sample(f"/api/v2/generic/incoming?token={KEY}", {"summary": "Disk"}, 204, 422, "goalert"),
    Sample(f"/api/v2/grafana/incoming?token={KEY}", GRAFANA, 204, 422, "grafana"),
    Sample(f"/api/v2/prometheusalertmanager/incoming?token={KEY}", GROUP, 204, 422, "alertmanager"),
    Sample(f"/api/v2/site24x7/incoming?token={KEY}", SITE24X7, 204, 422, "site24x7"),
    Sample(f"/integrations/generic/20131114/alert/{KEY}/team", VICTOROPS, 200, 422, "victorops"),
    Sample(f"/integrations/v1/alertmanager/{KEY}/", GROUP, 200, 422, "alertmanager"),
    Sample(f"/integrations/v1/grafana_alerting/{KEY}/", GRAFANA, 200, 422, "grafana"),
    Sample(
        f"/integrations/v1/formatted_webhook/{KEY}/", {"title": "Disk"}, 200, 422, "oncall-webhook"
    ),
]
ALARM = {"AlarmName": "cpu", "NewStateValue": "ALARM"}
SENTRY = {"action": "triggered", "data": {"event": {"issue_id": "1", "title": "Error"}}}
AZURE = {"data": {"essentials": {"alertId": "a", "monitorCondition": "Fired"}}}
KUMA = {"heartbeat": {"monitorID": 1, "status": 0}, "monitor": {"id": 1, "name": "shop"}}
PIPELINE = {"object_kind": "pipeline", "object_attributes": {"status": "failed", "ref": "main"}}
RUN = {"action": "completed", "workflow_run": {"conclusion": "failure", "name": "CI"}}
BODIES: dict[str, Any] = {
    "generic": ALERT,
    "alertmanager": GROUP,
    "grafana": GRAFANA,
    "pagerduty": EVENT,
    "opsgenie": OPSGENIE,
    "victorops": VICTOROPS,
    "goalert": {"summary": "Disk"},
    "site24x7": SITE24X7,
    "cloudwatch": ALARM,
    "datadog": {"title": "[Triggered] CPU", "transition": "Triggered", "aggreg_key": "a"},
    "zabbix": {"event_id": "7", "event_value": "1", "severity": "4", "event_name": "CPU"},
    "azure": AZURE,
    "uptime-kuma": KUMA,
    "oncall-webhook": {"title": "Disk"},
    "sentry": SENTRY,
    "github": RUN,
    "gitlab": PIPELINE,
}
HOOKS = [
    Sample(f"/hooks/{KEY}", body, 200, 422, source, {"x-github-event": "workflow_run"})
    for source, body in BODIES.items()
]
EVERY_WIRE = [*NATIVE, *HOOKS]


def name_of(sample: Sample) -> str:
    """For the list of tests."""
    return f"{sample.source} {sample.path.replace(KEY, 'KEY')}"

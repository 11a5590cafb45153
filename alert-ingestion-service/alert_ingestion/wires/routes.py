"""Every hot route: at the vendors' own paths, and the same below `/hooks/{key}`."""

from collections.abc import Sequence

from starlette.routing import Route

from alert_ingestion.wires import (
    alertmanager,
    alertmanager_reads,
    alertmanager_silences,
    email_webhook,
    goalert,
    heartbeats,
    hooks,
    native,
    opsgenie,
    pagerduty,
    victorops,
)
from alert_ingestion.wires.alertmanager_status import receivers, status
from alert_ingestion.wires.opsgenie_actions import ACTIONS
from alert_ingestion.wires.wire import Wire, endpoint

_WRITES = ("POST", "PUT")
_ALERT_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def _post(path: str, wire: Wire, methods: Sequence[str] = ("POST",)) -> Route:
    return Route(path, endpoint(wire), methods=methods, name=wire.name)


def _opsgenie(prefix: str) -> list[Route]:
    return [
        _post(f"{prefix}/v2/alerts", opsgenie.CREATE),
        Route(f"{prefix}/v2/alerts", ACTIONS, methods=["GET"], name="opsgenie list"),
        Route(f"{prefix}/v2/alerts/{{rest:path}}", ACTIONS, methods=_ALERT_METHODS),
    ]


_VENDOR_ROUTES = [
    _post("/api/v1/alerts", native.WIRE),
    _post("/api/v2/alerts", alertmanager.API),
    _post("/alerts", alertmanager.WEBHOOK, _WRITES),
    _post("/api/v1/webhooks/alertmanager", alertmanager.WEBHOOK, _WRITES),
    _post("/v2/enqueue", pagerduty.EVENTS),
    _post("/v2/change/enqueue", pagerduty.CHANGES),
    _post("/generic/2010-04-15/create_event.json", pagerduty.VERSION_1),
    *_opsgenie(""),
    *_opsgenie("/jsm/ops/integration"),
    *heartbeats.OPSGENIE_ROUTES,
    Route("/api/v2/status", status, methods=["GET"]),
    Route("/api/v2/receivers", receivers, methods=["GET"]),
    Route("/api/v2/alerts", alertmanager_reads.alerts, methods=["GET"]),
    Route("/api/v2/alerts/groups", alertmanager_reads.groups, methods=["GET"]),
    Route("/api/v2/silences", alertmanager_silences.index, methods=["GET"]),
    Route("/api/v2/silences", alertmanager_silences.post, methods=["POST"]),
    Route("/api/v2/silence/{id}", alertmanager_silences.get, methods=["GET"]),
    Route("/api/v2/silence/{id}", alertmanager_silences.delete, methods=["DELETE"]),
    Route("/-/healthy", alertmanager.healthy, methods=["GET", "HEAD"]),
    Route("/-/ready", alertmanager.healthy, methods=["GET", "HEAD"]),
    _post("/api/v2/generic/incoming", goalert.GENERIC),
    _post("/api/v2/grafana/incoming", goalert.GRAFANA, _WRITES),
    _post("/api/v2/prometheusalertmanager/incoming", goalert.ALERTMANAGER),
    _post("/api/v2/site24x7/incoming", goalert.SITE24X7),
]
"""Paths that work at the root and below an integration's own address."""

_KEYED_ROUTES = [
    *heartbeats.OTHER_ROUTES,
    _post("/integrations/generic/20131114/alert/{key}", victorops.WIRE),
    _post("/integrations/generic/20131114/alert/{key}/{route:path}", victorops.WIRE),
    *email_webhook.ROUTES,
    _post("/integrations/v1/{type}/{key}", hooks.ONCALL, _WRITES),
    _post("/integrations/v1/{type}/{key}/", hooks.ONCALL, _WRITES),
]
"""Paths of vendors that hold the key themselves."""


def _below(prefix: str, route: Route) -> Route:
    return Route(prefix + route.path, route.endpoint, methods=route.methods, name=route.name)


HOT_ROUTES = [
    *_VENDOR_ROUTES,
    *_KEYED_ROUTES,
    _post("/hooks/{key}", hooks.OWN, _WRITES),
    *(_below("/hooks/{key}", route) for route in _VENDOR_ROUTES),
    _post("/hooks/{key}/{source}", hooks.OWN, _WRITES),
]

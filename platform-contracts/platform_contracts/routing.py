"""Which service owns a path of the one public address (:8080): pure data and one look-up.

The gateway routes by it; the nginx and ingress configurations are tested against it.
"""

from collections.abc import Mapping
from typing import Final

from platform_contracts.vocabulary import Service

API: Final = "/api/v1/"
OPS: Final = "/api/v1/ops/"

RESOURCES: Final[Mapping[Service, tuple[str, ...]]] = {
    Service.ALERTS: (
        *("alerts", "alert-groups", "silences", "inhibitions", "integrations", "heartbeats"),
        *("changes", "webhooks", "monitors", "pauses"),
    ),
    Service.INCIDENTS: (
        *("incidents", "services", "topology", "sla-policies", "maintenance", "runbooks", "views"),
        *("stats", "metrics", "action-items", "jira", "github"),
    ),
    Service.ONCALL: (
        *("auth", "me", "people", "teams", "api-keys", "audit-log", "schedules", "overrides"),
        *("swaps", "escalation-policies", "escalations", "escalation", "simulate", "oncall"),
        "calendars",
    ),
    Service.NOTIFICATION: (
        *("contact-methods", "notification-rules", "notifications", "deliveries", "channels"),
        *("devices", "recipients", "replies", "ack", "slack"),
    ),
    Service.ANALYSIS: (
        *("analyze", "suggestions", "similar", "runbook-search", "knowledge", "feedback"),
        "reports",
    ),
}
"""First path segments below /api/v1/, each with all that is below it."""

NATIVE_PATHS: Final[Mapping[Service, tuple[str, ...]]] = {
    Service.ALERTS: (
        *("/hooks/", "/alerts", "/alerts/", "/api/v2/", "/v2/", "/generic/", "/jsm/"),
        *("/integrations/v1/", "/integrations/generic/", "/-/healthy", "/-/ready"),
    ),
    Service.INCIDENTS: ("/api/stream",),
    Service.ONCALL: ("/auth/",),
}
"""Paths that senders and browsers use as they are; one that ends in `/` means all below it."""

OPS_RESOURCES: Final = ("outbox", "health", "version")
"""What every service answers below /api/v1/ops/{service}/."""

NEVER_A_PAGE: Final = ("/api/", "/internal/")
"""Here a path that nobody owns is an error, not a page of the web interface."""

_OWNER_OF_RESOURCE: Final = {
    resource: service for service, resources in RESOURCES.items() for resource in resources
}
_SERVICES: Final = {service.value: service for service in Service}


def owner_of(path: str) -> Service | None:
    """Return the service that answers the decoded path, or None when no service does.

    `/internal/` is owned by nobody: it is never reachable from outside. Neither is a path with
    `..` in it, which another program on the way might resolve to something else.
    """
    if ".." in path.split("/"):
        return None
    if path.startswith(OPS):
        return _owner_of_ops(path.removeprefix(OPS))
    if path.startswith(API):
        return _OWNER_OF_RESOURCE.get(path.removeprefix(API).partition("/")[0])
    for service, patterns in NATIVE_PATHS.items():
        if any(_matches(path, pattern) for pattern in patterns):
            return service
    return None


def _owner_of_ops(rest: str) -> Service | None:
    name, _, resource = rest.partition("/")
    return _SERVICES.get(name) if resource.partition("/")[0] in OPS_RESOURCES else None


def _matches(path: str, pattern: str) -> bool:
    if pattern.endswith("/"):
        return path.startswith(pattern) and len(path) > len(pattern)
    return path == pattern

"""One file per wire format: payload → what it says, pure. The registry names them."""

from collections.abc import Callable, Mapping, Sequence

from alert_ingestion.domain.event import ChangeEvent, Event
from alert_ingestion.sources import (
    alertmanager,
    azure,
    cloudwatch,
    datadog,
    github,
    gitlab,
    goalert,
    grafana,
    native,
    oncall_webhook,
    opsgenie,
    pagerduty,
    sentry,
    site24x7,
    sns,
    uptime_kuma,
    victorops,
    zabbix,
)

Parsed = Event | ChangeEvent
Parser = Callable[[bytes, Mapping[str, str]], Sequence[Parsed]]


def _of_body(parse: Callable[[bytes], Sequence[Parsed]]) -> Parser:
    return lambda body, _: parse(body)


SOURCES: dict[str, Parser] = {
    "generic": _of_body(native.parse_many),
    "alertmanager": _of_body(alertmanager.parse),
    "grafana": _of_body(grafana.parse),
    "pagerduty": _of_body(pagerduty.parse),
    "opsgenie": _of_body(opsgenie.parse),
    "victorops": _of_body(victorops.parse),
    "goalert": _of_body(goalert.parse),
    "site24x7": _of_body(site24x7.parse),
    "sns": _of_body(sns.parse),
    "cloudwatch": _of_body(cloudwatch.parse),
    "datadog": _of_body(datadog.parse),
    "zabbix": _of_body(zabbix.parse),
    "azure": _of_body(azure.parse),
    "uptime-kuma": _of_body(uptime_kuma.parse),
    "oncall-webhook": _of_body(oncall_webhook.parse),
    "sentry": sentry.parse,
    "github": github.parse,
    "gitlab": _of_body(gitlab.parse),
}
"""Source name → parser of a body and its headers (lower case). Raises InvalidPayloadError."""

KINDS = frozenset((*SOURCES, "email"))
"""What an integration can be of."""

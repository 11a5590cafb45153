"""An integration's own address, and the inbound addresses of Grafana OnCall.

`/hooks/{key}` is read as what the integration is of; `/hooks/{key}/{source}` as what is named.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from alert_ingestion.domain.plan import Outcome
from alert_ingestion.integrations.senders import Known
from alert_ingestion.sources import SOURCES, Parsed, mapping
from alert_ingestion.wires.alertmanager import stored
from alert_ingestion.wires.keys import in_path
from alert_ingestion.wires.wire import Reading, Wire
from platform_kit.problems import Conflict, NotFound

ONCALL_TYPES: Final = {
    "alertmanager": "alertmanager",
    "alertmanager_v2": "alertmanager",
    "legacy_alertmanager": "alertmanager",
    "grafana": "grafana",
    "grafana_alerting": "grafana",
    "legacy_grafana_alerting": "grafana",
    "amazon_sns": "sns",
    "formatted_webhook": "oncall-webhook",
    "zabbix": "zabbix",
    "sentry_platform": "sentry",
    "uptimekuma": "uptime-kuma",
    "datadog": "datadog",
    "pagerduty": "pagerduty",
}
"""Types in the addresses of Grafana OnCall; any other is read as the integration is."""


def parse_as(
    source: str, body: bytes, headers: Mapping[str, str], known: Known
) -> Sequence[Parsed]:
    """What a body says. Raises InvalidPayloadError, and NotFound for an unknown source."""
    if known.mapping is not None and source == known.source:
        return mapping.parse(body, known.mapping)
    parser = SOURCES.get(source)
    if parser is None:
        if source == "email":
            raise Conflict("this integration is for mail; it has no address of this kind")
        raise NotFound(f"there is no source {source}")
    return parser(body, headers)


def _reader(
    named: Callable[[Request], str | None], answer: Callable[[Sequence[Outcome]], Response]
) -> Callable[[Request, bytes], Reading]:
    def read(request: Request, body: bytes) -> Reading:
        source = named(request)

        def parse(known: Known) -> Sequence[Parsed]:
            return parse_as(source or known.source, body, request.headers, known)

        return Reading(in_path(request), parse, answer, source)

    return read


def _oncall_type(request: Request) -> str | None:
    return ONCALL_TYPES.get(request.path_params["type"])


def _ok(_: Sequence[Outcome]) -> Response:
    return PlainTextResponse("Ok.")


OWN = Wire("integration", _reader(lambda request: request.path_params.get("source"), stored))
ONCALL = Wire("grafana oncall", _reader(_oncall_type, _ok))

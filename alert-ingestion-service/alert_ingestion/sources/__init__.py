"""One file per wire format: payload → alerts, pure. The registry names them."""

from collections.abc import Callable

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.sources import alertmanager, native

Parser = Callable[[bytes], list[NormalizedAlert]]

PARSERS: dict[str, Parser] = {
    "alertmanager": alertmanager.parse,
    "generic": native.parse_many,
}
"""Source name → parser. A parser raises InvalidPayload."""

"""GoAlert's generic integration: `summary`, `details`, `action`, `dedup`; form, query or JSON."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.sources.reading import first_text, make_alert, read_object, runbook_in, text
from platform_contracts.vocabulary import Severity

SOURCE = "goalert"


def parse(body: bytes, query: Mapping[str, str] | None = None) -> list[NormalizedAlert]:
    """One alert. Without `dedup` the texts are the key, as in GoAlert."""
    document: dict[str, Any] = {**(query or {}), **_fields(body)}
    summary = first_text(document.get("summary"))
    if not summary:
        raise InvalidPayloadError.field("summary", "is missing")
    details = text(document.get("details"))
    closing = text(document.get("action")).lower() == "close"
    key = first_text(document.get("dedup")) or hashlib.sha256(summary.encode()).hexdigest()[:32]
    return [
        make_alert(
            SOURCE,
            key,
            summary,
            Severity.HIGH,
            firing=not closing,
            description=details,
            runbook_url=runbook_in(details),
        )
    ]


def _fields(body: bytes) -> dict[str, Any]:
    if body.lstrip()[:1] == b"{":
        return read_object(body)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100)
    except ValueError:
        raise InvalidPayloadError.field("body", "is neither JSON nor a form") from None
    if any("\x00" in part for pair in pairs for part in pair):
        raise InvalidPayloadError.field("body", "must not contain the NUL character")
    return dict(pairs)

"""Our own wire: `POST /api/v1/alerts`, one alert or a list."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.plan import Outcome
from alert_ingestion.sources import native
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.wires.keys import of_open_door
from alert_ingestion.wires.wire import Reading, Wire, as_json


def _read(request: Request, body: bytes) -> Reading:
    key = of_open_door(request)
    if body.lstrip()[:1] != b"[":
        return Reading(
            key,
            lambda _: [native.parse_one(body)],
            lambda outcomes: as_json(accepted(outcomes[0]), 201),
            native.SOURCE,
        )
    entries: list[NormalizedAlert | InvalidPayloadError] = []

    def parse(_: object) -> list[NormalizedAlert]:
        entries.extend(native.parse_list(body))
        return [entry for entry in entries if isinstance(entry, NormalizedAlert)]

    return Reading(key, parse, lambda outcomes: _answer_list(entries, outcomes), native.SOURCE)


def _answer_list(
    entries: Sequence[NormalizedAlert | InvalidPayloadError], outcomes: Sequence[Outcome]
) -> Response:
    """A result for each entry; 422 when there is not one good among them."""
    stored = iter(outcomes)
    results: list[dict[str, Any]] = []
    for entry in entries:
        if isinstance(entry, NormalizedAlert):
            results.append({"status": 201, "alert": accepted(next(stored))})
        else:
            listed = [error.model_dump() for error in entry.errors]
            results.append({"status": 422, "errors": listed})
    return as_json({"results": results}, 201 if outcomes or not entries else 422)


def accepted(outcome: Outcome) -> dict[str, Any]:
    """What became of one alert, as `AlertAccepted` in the contracts describes it."""
    return {
        "alert_id": outcome.alert_id,
        "incident_id": outcome.incident_id,
        "correlation": outcome.correlation,
        "reason": outcome.reason,
        "fingerprint": outcome.fingerprint,
        "count": outcome.count,
    }


WIRE = Wire("native", _read, open_door=True)

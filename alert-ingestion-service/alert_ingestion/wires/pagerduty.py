"""PagerDuty's Events API: version 2 (events, changes) and version 1."""

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response

from alert_ingestion.domain.plan import Outcome
from alert_ingestion.sources import pagerduty
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.sources.reading import first_text, read_object
from alert_ingestion.wires.keys import in_path
from alert_ingestion.wires.wire import Reading, RefusedPayload, Wire, as_json
from platform_contracts.base import FieldError
from platform_kit.problems import NotFound, Problem, TooLarge, Unauthorized

MOST_BYTES = 512 * 1024
INVALID = "Event object is invalid"
KEY_LENGTH = 32

Parse = Callable[[bytes], pagerduty.Posted]


def _reader(
    parse: Parse, message: str, status: int, names: tuple[str, str]
) -> Callable[[Request, bytes], Reading]:
    key_name, dedup_name = names

    def read(request: Request, body: bytes) -> Reading:
        if len(body) > MOST_BYTES:
            raise TooLarge(f"an event may hold at most {MOST_BYTES} bytes")
        posted = parse(_with_path_key(request, body, key_name))

        def answer(_: Sequence[Outcome]) -> Response:
            content = {"status": "success", "message": message}
            if posted.dedup_key:
                content[dedup_name] = posted.dedup_key
            return as_json(content, status)

        return Reading(posted.key, lambda _: [posted.event], answer, pagerduty.SOURCE)

    return read


def _with_path_key(request: Request, body: bytes, name: str) -> bytes:
    """Below an integration's own address the body need not carry the key again."""
    key = in_path(request) or request.headers.get("x-routing-key")
    if key is None:
        return body
    document = read_object(body)
    if first_text(document.get(name)):
        return body
    return as_json({**document, name: key}).body  # pyright: ignore[reportReturnType]


def refuse(problem: Problem) -> Response:
    """{status, message, errors}, as PagerDuty's clients read it."""
    if isinstance(problem, RefusedPayload):
        return _refuse_payload(problem.error)
    if isinstance(problem, NotFound | Unauthorized):
        reason = "'routing_key' is not the key of an integration"
        return _invalid([reason, f"a key has {KEY_LENGTH} characters unless it was imported"])
    words = {413: "invalid event", 429: "throttle exceeded", 403: "forbidden"}
    status = words.get(problem.status, "error")
    content = {"status": status, "message": problem.detail or problem.title}
    return as_json(content, problem.status, problem.headers)


def _refuse_payload(error: InvalidPayloadError) -> Response:
    faults = error.errors
    if any(fault.field == "body" for fault in faults):
        reasons = "; ".join(fault.reason for fault in faults)
        content = {"status": "Unrecognized object", "message": f"Event {reasons}"}
        return as_json(content, 400)
    return _invalid([_told(fault) for fault in faults])


def _told(fault: FieldError) -> str:
    return f"'{fault.field}' {fault.reason}"


def _invalid(errors: list[str]) -> Response:
    return as_json({"status": "invalid event", "message": INVALID, "errors": errors}, 400)


_V2 = ("routing_key", "dedup_key")
EVENTS = Wire(
    "pagerduty events", _reader(pagerduty.parse_event, "Event processed", 202, _V2), refuse
)
CHANGES = Wire(
    "pagerduty changes", _reader(pagerduty.parse_change, "Change event processed", 202, _V2), refuse
)
VERSION_1 = Wire(
    "pagerduty version 1",
    _reader(pagerduty.parse_v1, "Event processed", 200, ("service_key", "incident_key")),
    refuse,
)
